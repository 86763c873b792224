import { AsyncLocalStorage } from 'node:async_hooks';
import type { Receipt } from '#platform/core';

/** Who asks. */
export interface Principal {
  readonly id: string;
  readonly roles: readonly string[];
}

/** What is being done, why, and on whose behalf: follows the work through every await. */
export interface Execution {
  /** UUID of the command, when the caller can repeat it (an idempotency key); else each append makes its own. */
  readonly commandId?: string;
  /** Shared by everything that one request from outside sets off. */
  readonly correlationId: string;
  /** The event or request that led here. */
  readonly causationId?: string;
  readonly traceparent?: string;
  readonly principal?: Principal;
  /** Until when the caller's token counts, in milliseconds since 1970; what streams ends then. */
  readonly validUntil?: number;
  /** The code with which a gateway met the caller's access token, when it does not count. */
  readonly tokenRefusal?: string;
  /** The consumer at work, when it is one. */
  readonly consumer?: string;
  /** What the commands of this execution were told so far, in order. */
  readonly receipts: Receipt[];
}

const storage = new AsyncLocalStorage<Execution>();

/** The execution that the caller is part of. */
export function currentExecution(): Execution | undefined {
  return storage.getStore();
}

/** Runs work as part of an execution. */
export function runIn<T>(execution: Execution, work: () => T): T {
  return storage.run(execution, work);
}

/** Runs work as the present execution with some of it changed. */
export function runWith<T>(changes: Partial<Execution> & { readonly correlationId: string }, work: () => T): T {
  return storage.run({ receipts: [], ...storage.getStore(), ...changes }, work);
}

/** The execution of which another one is a part. */
const wholes = new WeakMap<Execution, Execution>();

/** Runs work as a part of the present execution that a trace shows by itself. What is found out in it is found out for the whole. */
export function runAsPart<T>(traceparent: string, work: () => T): T {
  const whole = storage.getStore();
  if (whole === undefined) return work();
  const part = { ...whole, traceparent };
  wholes.set(part, whole);
  return storage.run(part, work);
}

/** Tells the present execution what was only found out after it began: who asks, and which command it is. */
export function amendExecution(found: Pick<Execution, 'principal' | 'validUntil' | 'commandId'>): void {
  let execution = storage.getStore();
  if (execution === undefined) throw new Error('There is no execution to amend here');
  for (; execution !== undefined; execution = wholes.get(execution)) Object.assign(execution, found);
}
