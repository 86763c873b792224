import { Injectable } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { duration, setting, wholeNumber } from '#platform/config';
import { TooManyAttempts, WrongCredentials } from '../domain/users.errors.js';

const attempts = setting(
  'LOGIN_ATTEMPTS',
  wholeNumber(1),
  'how often signing in to one account may fail from one address',
  {
    default: '10',
  },
);
const attemptsOfAddress = setting(
  'LOGIN_ATTEMPTS_OF_ADDRESS',
  wholeNumber(1),
  'how often signing in may fail from one address',
  {
    default: '100',
  },
);
const period = setting('LOGIN_ATTEMPTS_PERIOD', duration, 'the time in which failed attempts to sign in are counted', {
  default: '5m',
});

/** Counts failed attempts. Attempts at one account from one address take turns, so that a burst cannot outrun the count. */
@Injectable()
export class LogInThrottle {
  private readonly ofAccount = new RateLimiterMemory({ points: attempts.value, duration: period.value / 1000 });
  private readonly ofAddress = new RateLimiterMemory({
    points: attemptsOfAddress.value,
    duration: period.value / 1000,
  });
  private readonly last = new Map<string, Promise<unknown>>();

  async attempt<T>(account: string, address: string, logIn: () => Promise<T>): Promise<T> {
    const key = `${account} ${address}`;
    const turn = (this.last.get(key) ?? Promise.resolve()).then(() => this.counted(key, address, logIn));
    const settled = turn.catch(() => undefined);
    this.last.set(key, settled);
    void settled.then(() => this.last.get(key) === settled && this.last.delete(key));
    return turn;
  }

  private async counted<T>(key: string, address: string, logIn: () => Promise<T>): Promise<T> {
    await refuseWhenUsedUp(this.ofAccount, key);
    await refuseWhenUsedUp(this.ofAddress, address);
    try {
      return await logIn();
    } catch (error) {
      if (error instanceof WrongCredentials)
        await Promise.all([this.ofAccount.penalty(key), this.ofAddress.penalty(address)]);
      throw error;
    }
  }
}

async function refuseWhenUsedUp(limiter: RateLimiterMemory, key: string): Promise<void> {
  const used = await limiter.get(key);
  if (used !== null && used.consumedPoints >= limiter.points)
    throw new TooManyAttempts({ retryAfter: Math.ceil(used.msBeforeNext / 1000) });
}
