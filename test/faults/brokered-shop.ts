import { BreakableWire } from '../support/breakable-wire.js';
import { createTestDatabase } from '../support/database.js';
import { TestBroker } from '../support/nats.js';
import type { Brokerage } from './broker-faults.js';
import { KillableSplit, type KillableSplitOptions } from './killable-split.js';

/** A torn shop whose only way to its broker is a wire. */
export interface BrokeredShop extends Brokerage {
  readonly split: KillableSplit;
  readonly databaseUrl: string;
}

/** Opens one, with a database and a broker of its own, and ends it when the scenario has ended. */
export async function inBrokeredShop<Result>(
  options: Omit<KillableSplitOptions, 'natsUrl'>,
  scenario: (shop: BrokeredShop) => Promise<Result>,
): Promise<Result> {
  const [{ url: databaseUrl, drop }, broker] = await Promise.all([createTestDatabase(), TestBroker.start()]);
  const wire = await BreakableWire.open(Number(new URL(broker.url).port));
  let split: KillableSplit | undefined;
  try {
    split = await KillableSplit.start(databaseUrl, { ...options, natsUrl: wire.before(broker.url) });
    return await scenario({ split, broker, wire, databaseUrl });
  } finally {
    await split?.end();
    wire.close();
    await broker.close();
    await drop();
  }
}
