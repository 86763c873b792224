import { Pool } from 'pg';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';
import { eventually } from '../../support/eventually.js';
import { disagreements, type Promised } from './books.js';
import { damage, unrest } from './logs.js';
import { readBooks } from './read-books.js';
import { readLogs } from './read-logs.js';

/** Looks over a shop and its database after a load. */
export class Audit {
  private readonly database: Pool;

  constructor(
    private readonly shop: ShopUnderTest,
    databaseUrl: string,
    private readonly promised: Promised,
  ) {
    this.database = new Pool({ connectionString: databaseUrl, max: 2 });
  }

  /** Resolves when nothing in the shop is at work any more. */
  async rest(): Promise<void> {
    const look = async () => {
      const atWork = await this.unrest();
      if (atWork.length > 0) throw new Error(`Not at rest:\n${atWork.join('\n')}`);
    };
    await eventually(look, { within: 60_000, every: 250 });
  }

  async unrest(): Promise<readonly string[]> {
    return unrest(await readLogs(this.database));
  }

  /** All that is wrong in a shop at rest. */
  async faults(): Promise<readonly string[]> {
    const [logs, books] = [await readLogs(this.database), await readBooks(this.shop, this.database, this.promised)];
    return [...damage(logs), ...disagreements(books)];
  }

  /** Changes the database behind the shop's back, to see that this is noticed. */
  async tamper(statement: string): Promise<void> {
    await this.database.query(`SET session_replication_role = replica; ${statement}; RESET session_replication_role`);
  }

  async end(): Promise<void> {
    await this.database.end();
  }
}

/** All that is wrong once nothing in the shop is at work any more. */
export async function faultsAtRest(
  shop: ShopUnderTest,
  databaseUrl: string,
  promised: Promised,
): Promise<readonly string[]> {
  const audit = new Audit(shop, databaseUrl, promised);
  try {
    await audit.rest();
    return await audit.faults();
  } finally {
    await audit.end();
  }
}
