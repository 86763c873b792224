import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { logger } from '#platform/observability';
import { SigningKeys } from '../keys/signing-keys.js';

export interface RetiredKeys {
  readonly kid: string;
  readonly retired: readonly string[];
}

/** For a key that somebody else may have: no token that was signed until now is good any more. */
export class RetireKeys extends Command<RetiredKeys> {
  constructor(
    readonly reason: string,
    readonly retiredBy: string,
  ) {
    super();
  }
}

@CommandHandler(RetireKeys)
export class RetireKeysHandler implements ICommandHandler<RetireKeys> {
  constructor(private readonly keys: SigningKeys) {}

  async execute({ reason, retiredBy }: RetireKeys) {
    const keys = await this.keys.retire();
    logger('users').warn('The keys of access tokens are retired.', { reason, retiredBy, ...keys });
    return keys;
  }
}
