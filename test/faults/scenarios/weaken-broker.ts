import type { Protection } from '#platform/weakening';
import { Client } from 'pg';
import { NothingSeen } from '../../drivers/seen.js';
import { eventually } from '../../support/eventually.js';
import { atTheBroker } from '../broker-faults.js';
import { type BrokeredShop, inBrokeredShop } from '../brokered-shop.js';
import { Audit } from '../invariants/audit.js';
import { Load } from '../load.js';
import { Random } from '../random.js';

/** Longer than any pause of a reader, a relay or the broker before it tries again, in milliseconds. */
const stillness = 20_000;
const orders = 20;
/** What payments read of the orders. */
const [stream, reader] = ['tearline_orders', /^payments_/];

interface Stage extends BrokeredShop {
  readonly load: Load;
  readonly database: Client;
}

const disturbances = {
  'a reader dies between its messages and its commit': payingDiesInTheMiddle,
  'some messages are lost while a reader is away': (stage: Stage) => loseMessages(stage, { butTheLast: true }),
  'all messages are lost while a reader is away': (stage: Stage) => loseMessages(stage, { butTheLast: false }),
  'the broker is away for a while': brokerIsAway,
} as const;

/** Leads a shop without some protections through a disturbance; resolves to what is wrong once nothing moves any more. */
export async function wrongAfter(disturbance: keyof typeof disturbances, ...weakened: Protection[]): Promise<string> {
  return inBrokeredShop({ settings: { WEAKENED: weakened.join() } }, async (shop) => {
    const load = await Load.prepare(shop.split.shop, Random.printed());
    const audit = new Audit(shop.split.shop, shop.databaseUrl, load);
    const database = new Client({ connectionString: shop.databaseUrl });
    await database.connect();
    try {
      await place(load);
      await audit.rest();
      await disturbances[disturbance]({ ...shop, load, database });
      await place(load);
      await load.ended();
      return [...load.failures, ...(await wrongWhenStill(audit, database))].join('\n');
    } finally {
      await Promise.all([audit.end(), database.end()]);
    }
  });
}

async function place(load: Load): Promise<void> {
  load.begin(orders, 'tok_ok', 'nothing');
  await load.acknowledgedMore(orders);
}

/** Payments get messages, cannot commit what they do with them, and die. */
async function payingDiesInTheMiddle(stage: Stage): Promise<void> {
  const { split, broker, load, database } = stage;
  await database.query('BEGIN; LOCK TABLE payments.checkpoints IN ACCESS EXCLUSIVE MODE');
  await place(load);
  await allAwaitPayment(stage);
  await atTheBroker(broker, (manager) =>
    eventually(async () => {
      for await (const { name, num_pending: pending } of manager.consumers.list(stream))
        if (reader.test(name)) expect(pending).toBe(0);
    }),
  );
  await split.of('payments').kill();
  await database.query('ROLLBACK');
  await split.of('payments').start();
}

/** While payments are away the broker loses all that waits for them, or all but the last. */
async function loseMessages(stage: Stage, { butTheLast }: { readonly butTheLast: boolean }): Promise<void> {
  const { split, broker, load } = stage;
  await split.of('payments').kill();
  const { state: before } = await atTheBroker(broker, (manager) => manager.streams.info(stream));
  await place(load);
  await allAwaitPayment(stage);
  await atTheBroker(broker, async (manager) => {
    const { state } = await manager.streams.info(stream);
    const end = butTheLast ? state.last_seq : state.last_seq + 1;
    for (let seq = before.last_seq + 1; seq < end; seq += 1) await manager.streams.deleteMessage(stream, seq);
  });
  await split.of('payments').start();
}

/** The broker takes nothing for a while, and what is sent to it at first is lost on the way. */
async function brokerIsAway({ broker, wire, load }: Stage): Promise<void> {
  wire.silence();
  await place(load);
  wire.break();
  await broker.kill();
  await broker.restart();
  wire.mend();
}

/** Resolves once all that was placed last waits for its payment, and the broker has it. */
async function allAwaitPayment({ split, load, database }: Stage): Promise<void> {
  const staff = await split.shop.staff(new NothingSeen());
  const ids = load.acknowledged.slice(-orders).map(({ orderId }) => orderId);
  const look = async () => {
    const answers = await Promise.all(ids.map((id) => staff.get<{ status: string }>(`/orders/${id}`)));
    const others = answers.filter(({ body }) => !['awaiting-payment', 'rejected'].includes(body.status));
    expect(others).toEqual([]);
    const { rows } = await database.query<{ position: string; head: string }>(
      'SELECT (SELECT position FROM orders.relay), (SELECT position FROM orders.log_head) AS head',
    );
    expect(rows[0]!.position).toBe(rows[0]!.head);
  };
  await eventually(look, { within: 60_000, every: 250 });
}

/** What is wrong as soon as nothing is at work, or as nothing has moved for long. */
async function wrongWhenStill(audit: Audit, database: Client): Promise<readonly string[]> {
  let last = '';
  let since = 0;
  const look = async () => {
    const [unrest, now] = [await audit.unrest(), await places(database)];
    if (now !== last) [last, since] = [now, performance.now()];
    if (unrest.length > 0 && performance.now() - since < stillness) throw new Error(unrest.join('\n'));
    return [...unrest, ...(await audit.faults())];
  };
  return eventually(look, { within: 180_000, every: 500 });
}

async function places(database: Client): Promise<string> {
  const { rows } = await database.query(
    'SELECT (SELECT sum(position) FROM orders.checkpoints), (SELECT sum(position) FROM payments.checkpoints)',
  );
  return JSON.stringify(rows);
}
