import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
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

interface Count {
  readonly failures: number;
  /** Until it begins anew. */
  readonly seconds: number;
}

const seconds = 'ceil(extract(epoch FROM until - clock_timestamp()))::integer AS seconds';

/**
 * Counts failed attempts in the database, for all processes together and over their ends. An attempt at one account from one
 * address counts as failed until it has succeeded, and in one process they take turns, so that no burst outruns the count.
 */
@Injectable()
export class LogInThrottle {
  private readonly last = new Map<string, Promise<unknown>>();

  constructor(private readonly database: DataSource) {}

  async attempt<T>(account: string, address: string, logIn: () => Promise<T>): Promise<T> {
    const key = hashOf(`${account} ${address}`);
    const turn = (this.last.get(key) ?? Promise.resolve()).then(() => this.counted(key, hashOf(address), logIn));
    const settled = turn.catch(() => undefined);
    this.last.set(key, settled);
    void settled.then(() => this.last.get(key) === settled && this.last.delete(key));
    return turn;
  }

  private async counted<T>(key: string, address: string, logIn: () => Promise<T>): Promise<T> {
    refuseAbove(attemptsOfAddress.value - 1, await this.countOf(address));
    refuseAbove(attempts.value, await this.count(key));
    try {
      const answer = await logIn();
      await this.takeBack(key);
      return answer;
    } catch (error) {
      await (error instanceof WrongCredentials ? this.count(address) : this.takeBack(key));
      throw error;
    }
  }

  private async countOf(key: string): Promise<Count | undefined> {
    const [count] = await this.database.query<Count[]>(
      `SELECT failures, ${seconds} FROM log_in_attempts WHERE key = $1 AND until > clock_timestamp()`,
      [key],
    );
    return count;
  }

  /** One more; and what is over goes, so that the table has no more than one period's attempts. */
  private async count(key: string): Promise<Count> {
    await this.database.query('DELETE FROM log_in_attempts WHERE until <= clock_timestamp()');
    const [count] = await this.database.query<[Count]>(
      `INSERT INTO log_in_attempts AS a (key, failures, until)
       VALUES ($1, 1, clock_timestamp() + $2 * interval '1 millisecond')
       ON CONFLICT (key) DO UPDATE SET failures = a.failures + 1 RETURNING failures, ${seconds}`,
      [key, period.value],
    );
    return count;
  }

  private async takeBack(key: string): Promise<void> {
    await this.database.query('UPDATE log_in_attempts SET failures = greatest(failures - 1, 0) WHERE key = $1', [key]);
  }
}

function refuseAbove(most: number, count: Count | undefined): void {
  if (count !== undefined && count.failures > most)
    throw new TooManyAttempts({ retryAfter: Math.max(1, count.seconds) });
}

/** Neither the account nor the address stands in the table. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
