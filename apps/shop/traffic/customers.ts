import { randomBytes } from 'node:crypto';
import { Caller, expectStatus } from './caller.js';
import type { Wire } from './wire.js';

const names = ['Ada', 'Bruno', 'Clara', 'Dario', 'Elif', 'Femke', 'Goran', 'Hanna', 'Ivo', 'Jana', 'Kofi', 'Lena'];

export interface Customer {
  readonly userId: string;
  readonly caller: Caller;
}

/** Somebody new in the shop; `run` keeps the people of one run apart from those of the others. */
export async function register(wire: Wire, run: string, number: number): Promise<Customer> {
  const name = names[number % names.length]!;
  const email = `${name.toLowerCase()}.${number}.${run}@example.org`;
  const password = randomBytes(15).toString('base64url');
  const { userId } = expectStatus(
    await wire.insist<{ userId: string }>({
      kind: 'register',
      method: 'POST',
      path: '/users',
      body: { email, password, name },
      headers: { 'idempotency-key': `${run}-customer-${number}` },
    }),
    201,
  );
  return { userId, caller: new Caller(wire, { email, password }) };
}
