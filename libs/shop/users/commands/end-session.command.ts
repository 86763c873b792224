import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Sessions } from '../sessions/sessions.js';

export class EndSession extends Command<void> {
  constructor(readonly refreshToken: string) {
    super();
  }
}

@CommandHandler(EndSession)
export class EndSessionHandler implements ICommandHandler<EndSession> {
  constructor(private readonly sessions: Sessions) {}

  execute({ refreshToken }: EndSession) {
    return this.sessions.end(refreshToken);
  }
}
