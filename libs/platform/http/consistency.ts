import { type CanActivate, type ExecutionContext, Injectable, type Type } from '@nestjs/common';
import { type Consistency, parseConsistency } from '#platform/core';
import { requestOf } from '#platform/security';
import { MalformedConsistencyToken } from './refusals.js';
import { consistencyWait } from './settings.js';

/** Which context a controller or a resolver belongs to. The host fills it; controllers of the platform itself are in none. */
@Injectable()
export class ControllerContexts extends Map<Type, string> {
  /** The context that a request is about: its controller's, or the one that the path of a platform's route names. */
  ofRequest(execution: ExecutionContext): string | undefined {
    const own = this.get(execution.getClass());
    if (own !== undefined || execution.getType() !== 'http') return own;
    return execution.switchToHttp().getRequest<{ params?: { context?: string } }>().params?.context;
  }
}

/**
 * Waits until a context's read models contain everything up to the places that a token names.
 * `timeout` is in milliseconds; when it passes first, `NotYetConsistent` is thrown. Places of contexts that this one
 * never hears from do not count. Safe to call concurrently; costs nothing when all is there.
 */
export abstract class ConsistencyGate {
  abstract waitFor(consistency: Consistency, context: string, timeout: number): Promise<void>;
}

/** Holds a request with a `Consistency-Token` until its context has caught up. */
@Injectable()
export class ConsistencyGuard implements CanActivate {
  constructor(
    private readonly contexts: ControllerContexts,
    private readonly gate: ConsistencyGate,
  ) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const token = requestOf(execution).headers['consistency-token'];
    return token === undefined || this.wait(String(token), this.contexts.ofRequest(execution));
  }

  private async wait(token: string, context: string | undefined): Promise<boolean> {
    const consistency = parseConsistency(token);
    if (consistency === undefined) throw new MalformedConsistencyToken();
    if (context !== undefined) await this.gate.waitFor(consistency, context, consistencyWait.value);
    return true;
  }
}
