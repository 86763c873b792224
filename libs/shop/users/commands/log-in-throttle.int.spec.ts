import { dataSourceOn } from '#platform/database';
import type { DataSource } from 'typeorm';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { TooManyAttempts, WrongCredentials } from '../domain/users.errors.js';
import { CreateSessions1763700000102 } from '../migrations/create-sessions.js';
import { CreateUsersTables1763700000101 } from '../migrations/create-users-tables.js';
import { LogInThrottle } from './log-in-throttle.js';

let users: ContextDatabase;
let database: DataSource;
beforeAll(async () => {
  users = await openContextDatabase('users', [CreateUsersTables1763700000101, CreateSessions1763700000102]);
  database = await dataSourceOn(users.database.pool, users.schema, []);
});
beforeEach(() => users.database.query('delete from log_in_attempts'));
afterAll(async () => {
  await database.destroy();
  await users.close();
});

/** As one process has it. */
const aThrottle = () => new LogInThrottle(database);

const wrong = () => Promise.reject(new WrongCredentials());
const right = () => Promise.resolve('in');

async function failed(throttle: LogInThrottle, times: number, account: string, address: string) {
  for (let time = 0; time < times; time++) await throttle.attempt(account, address, wrong).catch(() => undefined);
}

it('refuses an account after ten failures from one address, even with the right password', async () => {
  const throttle = aThrottle();
  await failed(throttle, 10, 'ada', '10.0.0.1');
  await expect(throttle.attempt('ada', '10.0.0.1', right)).rejects.toThrow(TooManyAttempts);
  await expect(throttle.attempt('ada', '10.0.0.1', right)).rejects.toMatchObject({
    details: { retryAfter: expect.closeTo(300, -2) },
  });
});

it('lets the owner in from elsewhere, and others from there', async () => {
  const throttle = aThrottle();
  await failed(throttle, 10, 'ada', '10.0.0.1');
  expect(await throttle.attempt('ada', '10.0.0.2', right)).toBe('in');
  expect(await throttle.attempt('bob', '10.0.0.1', right)).toBe('in');
});

it('counts failures only', async () => {
  const throttle = aThrottle();
  for (let time = 0; time < 50; time++) expect(await throttle.attempt('ada', '10.0.0.1', right)).toBe('in');
});

it('is not outrun by a burst', async () => {
  const throttle = aThrottle();
  let tries = 0;
  const trying = () => throttle.attempt('ada', '10.0.0.1', () => (tries++, wrong())).catch(() => undefined);
  await Promise.all(Array.from({ length: 40 }, trying));
  expect(tries).toBe(10);
});

it('refuses an address that tries many accounts', async () => {
  const throttle = aThrottle();
  for (let account = 0; account < 100; account++) await failed(throttle, 1, `account-${account}`, '10.0.0.1');
  await expect(throttle.attempt('bob', '10.0.0.1', right)).rejects.toThrow(TooManyAttempts);
});

it('counts for all processes together, and over their ends', async () => {
  const processes = [aThrottle(), aThrottle()];
  let tries = 0;
  const trying = (throttle: LogInThrottle) =>
    throttle.attempt('ada', '10.0.0.1', () => (tries++, wrong())).catch(() => undefined);
  await Promise.all(Array.from({ length: 40 }, (_, index) => trying(processes[index % 2]!)));
  expect(tries).toBe(10);
  await expect(aThrottle().attempt('ada', '10.0.0.1', right)).rejects.toThrow(TooManyAttempts);
});

it('begins anew after its time, and keeps nothing of what is over', async () => {
  const throttle = aThrottle();
  await failed(throttle, 10, 'ada', '10.0.0.1');
  await failed(throttle, 1, 'bob', '10.0.0.2');
  await users.database.query(`update log_in_attempts set until = until - interval '5 minutes'`);
  expect(await throttle.attempt('ada', '10.0.0.1', right)).toBe('in');
  const { rows } = await users.database.query<{ key: string; failures: number }>('select * from log_in_attempts');
  expect(rows).toMatchObject([{ failures: 0 }]);
  expect(rows[0]!.key).not.toMatch(/ada|10\.0/);
});
