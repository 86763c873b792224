import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { refuseUnstorable } from '#platform/http';

/**
 * Refuses arguments that no database could store (escapes hide them from whoever looks at the body as it arrives), and takes
 * away those that are null: in GraphQL a client may write null for what it does not give, and means the same by it.
 */
@Injectable()
export class ArgumentsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType<string>() !== 'graphql') return true;
    const given: unknown = context.getArgByIndex(1);
    refuseUnstorable(given);
    takeAwayNulls(given);
    return true;
  }
}

function takeAwayNulls(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Record<string, unknown>;
  for (const [name, item] of Object.entries(fields)) {
    if (item === null && !Array.isArray(value)) delete fields[name];
    else takeAwayNulls(item);
  }
}
