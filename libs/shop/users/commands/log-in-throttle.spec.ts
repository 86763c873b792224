import { TooManyAttempts, WrongCredentials } from '../domain/users.errors.js';
import { LogInThrottle } from './log-in-throttle.js';

const wrong = () => Promise.reject(new WrongCredentials());
const right = () => Promise.resolve('in');

async function failed(throttle: LogInThrottle, times: number, account: string, address: string) {
  for (let time = 0; time < times; time++) await throttle.attempt(account, address, wrong).catch(() => undefined);
}

it('refuses an account after ten failures from one address, even with the right password', async () => {
  const throttle = new LogInThrottle();
  await failed(throttle, 10, 'ada', '10.0.0.1');
  await expect(throttle.attempt('ada', '10.0.0.1', right)).rejects.toThrow(TooManyAttempts);
  await expect(throttle.attempt('ada', '10.0.0.1', right)).rejects.toMatchObject({ details: { retryAfter: 300 } });
});

it('lets the owner in from elsewhere, and others from there', async () => {
  const throttle = new LogInThrottle();
  await failed(throttle, 10, 'ada', '10.0.0.1');
  expect(await throttle.attempt('ada', '10.0.0.2', right)).toBe('in');
  expect(await throttle.attempt('bob', '10.0.0.1', right)).toBe('in');
});

it('counts failures only', async () => {
  const throttle = new LogInThrottle();
  for (let time = 0; time < 50; time++) expect(await throttle.attempt('ada', '10.0.0.1', right)).toBe('in');
});

it('is not outrun by a burst', async () => {
  const throttle = new LogInThrottle();
  let tries = 0;
  const trying = () => throttle.attempt('ada', '10.0.0.1', () => (tries++, wrong())).catch(() => undefined);
  await Promise.all(Array.from({ length: 40 }, trying));
  expect(tries).toBe(10);
});

it('refuses an address that tries many accounts', async () => {
  const throttle = new LogInThrottle();
  for (let account = 0; account < 100; account++) await failed(throttle, 1, `account-${account}`, '10.0.0.1');
  await expect(throttle.attempt('bob', '10.0.0.1', right)).rejects.toThrow(TooManyAttempts);
});
