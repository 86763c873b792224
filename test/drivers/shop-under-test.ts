import { randomUUID } from 'node:crypto';
import { Caller, expectStatus } from './caller.js';
import { Seen } from './seen.js';
import { Shopper } from './shopper.js';
import { Staff } from './staff.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export const goodPassword = 'seven little teapots';

export function newAccount() {
  return { email: `ada.${randomUUID()}@example.org`, password: goodPassword, name: 'Ada' };
}

/** A running shop, wherever it runs and in however many processes. */
export class ShopUnderTest {
  private staffToken: Promise<string> | undefined;

  constructor(
    readonly origin: string,
    private readonly admin: Credentials,
  ) {}

  /** Somebody who is not signed in. */
  visitor(seen = new Seen()): Caller {
    return new Caller(this.origin, seen);
  }

  async staff(seen = new Seen()): Promise<Staff> {
    return new Staff(this.origin, seen, await this.tokenOfStaff());
  }

  tokenOfStaff(): Promise<string> {
    this.staffToken ??= this.signIn(this.admin);
    return this.staffToken;
  }

  /** A customer who has just registered. */
  async shopper(seen = new Seen()): Promise<Shopper> {
    const account = newAccount();
    const { userId } = expectStatus(await this.visitor(seen).post<{ userId: string }>('/users', account), 201);
    return new Shopper(this.origin, seen, await this.signIn(account), userId);
  }

  /** Staff and a customer; what one of them did, the other finds done. */
  async people(): Promise<{ readonly staff: Staff; readonly shopper: Shopper; readonly seen: Seen }> {
    const seen = new Seen();
    const [staff, shopper] = await Promise.all([this.staff(seen), this.shopper(seen)]);
    return { staff, shopper, seen };
  }

  async signIn({ email, password }: Credentials): Promise<string> {
    const answer = await this.visitor().post<{ accessToken: string }>('/sessions', { email, password });
    return expectStatus(answer, 201).accessToken;
  }
}
