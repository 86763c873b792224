import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Sessions, type SessionTokens } from '../sessions/sessions.js';

/** Exchanges a refresh token. */
export class RenewSession extends Command<SessionTokens> {
  constructor(readonly refreshToken: string) {
    super();
  }
}

@CommandHandler(RenewSession)
export class RenewSessionHandler implements ICommandHandler<RenewSession> {
  constructor(private readonly sessions: Sessions) {}

  execute({ refreshToken }: RenewSession) {
    return this.sessions.renew(refreshToken);
  }
}
