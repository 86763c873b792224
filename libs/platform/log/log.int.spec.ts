import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { aggregate, type Event, type Ids, refusal } from '#platform/core';
import { type Answer, Database } from '#platform/database';
import { type Execution, runIn } from '#platform/execution';
import {
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  PostgresEventLog,
  PostgresSnapshotStore,
} from '#platform/log-postgres';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { Log, MemoryImage, Snapshots, TooMuchContention, VersionMismatch } from './index.js';

type Deposited = Event<'Deposited', { amount: number }>;
type Withdrawn = Event<'Withdrawn', { amount: number }>;
type Closed = Event<'Closed', Record<string, never>>;
type AccountEvent = Deposited | Withdrawn | Closed;

interface Account {
  readonly balance: number;
  readonly closed: boolean;
}

const Account = aggregate<Account, AccountEvent>({
  category: 'bank.account',
  initial: { balance: 0, closed: false },
  evolve: {
    Deposited: (account, { amount }) => ({ ...account, balance: account.balance + amount }),
    Withdrawn: (account, { amount }) => ({ ...account, balance: account.balance - amount }),
    Closed: (account) => ({ ...account, closed: true }),
  },
});

class NotCovered extends refusal('bank.not-covered', 'conflict', 'There is not enough money.') {}
class AccountClosed extends refusal('bank.account-closed', 'conflict', 'The account is closed.') {}

const deposit = (amount: number) => (): AccountEvent[] => [{ type: 'Deposited', data: { amount } }];

function withdraw(amount: number) {
  return ({ balance, closed }: Account): AccountEvent[] => {
    if (closed) throw new AccountClosed();
    if (balance < amount) throw new NotCovered({ balance });
    return [{ type: 'Withdrawn', data: { amount } }];
  };
}

const close = ({ closed }: Account): AccountEvent[] => (closed ? [] : [{ type: 'Closed', data: {} }]);

/** Counts the statements that go through it. */
class CountingDatabase extends Database {
  statements = 0;

  override query: Database['query'] = (statement, values): Promise<Answer<never>> => {
    this.statements += 1;
    return super.query(statement, values);
  };
}

const ids: Ids = { next: () => randomUUIDv7() };

let context: ContextDatabase;
let database: CountingDatabase;

/** The log as one process has it: with a memory of its own. */
function anInstance(streams = 100): Log {
  const snapshots = new Snapshots('bank', new PostgresSnapshotStore(database));
  return new Log(new PostgresEventLog('bank', database), ids, new MemoryImage(streams), snapshots);
}

function execution(given: Partial<Execution> = {}): Execution {
  return { correlationId: randomUUID(), receipts: [], ...given };
}

async function eventsOf(id: string) {
  return new PostgresEventLog('bank', context.database).readStream(`bank.account-${id}`, 0);
}

function refusalsAmong(outcomes: readonly PromiseSettledResult<unknown>[]): Set<string> {
  return new Set(
    outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as Error).name] : [])),
  );
}

beforeAll(async () => {
  context = await openContextDatabase('bank', [CreateLog1763700000000, CreateSnapshots1763700000008]);
  database = new CountingDatabase(context.database.pool);
});
afterAll(() => context.close());

describe('a command', () => {
  it('appends what was decided and answers with a receipt', async () => {
    const [log, id] = [anInstance(), randomUUID()];
    const first = await log.transact(Account, id, deposit(10));
    const second = await log.transact(Account, id, withdraw(4));
    expect(second).toEqual({ context: 'bank', position: first.position + 1, version: 2 });
    expect(await log.load(Account, id)).toMatchObject({ state: { balance: 6 }, version: 2 });
    expect((await eventsOf(id)).map(({ type, data }) => [type, data])).toEqual([
      ['Deposited', { amount: 10 }],
      ['Withdrawn', { amount: 4 }],
    ]);
  });

  it('that finds it already so appends nothing and points to the stream as it is', async () => {
    const [log, id] = [anInstance(), randomUUID()];
    const first = await log.transact(Account, id, close);
    await log.transact(Account, randomUUID(), deposit(1));
    expect(await log.transact(Account, id, close)).toEqual(first);
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it('that is refused appends nothing', async () => {
    const [log, id] = [anInstance(), randomUUID()];
    await expect(log.transact(Account, id, withdraw(1))).rejects.toThrow(NotCovered);
    expect(await eventsOf(id)).toEqual([]);
  });

  it('is refused when the version is not the expected one', async () => {
    const [log, id] = [anInstance(), randomUUID()];
    await expect(log.transact(Account, id, deposit(1), { expectedVersion: 1 })).rejects.toThrow(VersionMismatch);
    await log.transact(Account, id, deposit(1), { expectedVersion: 0 });
    await expect(log.transact(Account, id, deposit(1), { expectedVersion: 0 })).rejects.toThrow(VersionMismatch);
    await expect(log.transact(Account, id, deposit(1), { expectedVersion: 1 })).resolves.toMatchObject({ version: 2 });
  });

  it('of many with one expected version exactly one succeeds', async () => {
    const [one, two, id] = [anInstance(), anInstance(), randomUUID()];
    const attempts = [one, two, one, two].map((log) => log.transact(Account, id, deposit(1), { expectedVersion: 0 }));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(refusalsAmong(outcomes)).toEqual(new Set(['VersionMismatch']));
  });

  it('says in its metadata why it was given and by whom', async () => {
    const [log, id] = [anInstance(), randomUUID()];
    const given = execution({
      commandId: randomUUID(),
      causationId: 'cause',
      traceparent: '00-trace',
      principal: { id: 'ada', roles: [] },
      consumer: 'bank.interest',
    });
    await runIn(given, () => log.transact(Account, id, deposit(1)));
    const { commandId, correlationId, causationId, traceparent, consumer } = given;
    expect((await eventsOf(id))[0]!.metadata).toEqual({
      commandId,
      correlationId,
      causationId,
      traceparent,
      consumer,
      actor: 'ada',
    });
  });

  it('notes its receipt in the execution', async () => {
    const [log, id, given] = [anInstance(), randomUUID(), execution()];
    const receipts = await runIn(given, async () => [
      await log.transact(Account, id, deposit(1)),
      await log.transact(Account, id, close),
      await log.transact(Account, id, close),
    ]);
    expect(given.receipts).toEqual(receipts);
  });
});

describe('a repeated command', () => {
  const again = (log: Log, commandId: string, id: string, decide: (account: Account) => AccountEvent[]) =>
    runIn(execution({ commandId }), () => log.transact(Account, id, decide));

  it.each<[string, (account: Account) => AccountEvent[]]>([
    ['would append more', deposit(1)],
    ['is refused now', withdraw(1000)],
    ['is already so', () => []],
  ])('gets the first receipt when it %s', async (_, decision) => {
    const [log, other, id, commandId] = [anInstance(), anInstance(), randomUUID(), randomUUID()];
    const first = await again(log, commandId, id, deposit(1));
    await log.transact(Account, id, deposit(2));
    for (const instance of [log, other]) expect(await again(instance, commandId, id, decision)).toEqual(first);
    expect(await eventsOf(id)).toHaveLength(2);
  });

  it('gets the first receipt from an instance that has not seen what came behind', async () => {
    const [log, other, id, commandId] = [anInstance(), anInstance(), randomUUID(), randomUUID()];
    const first = await again(log, commandId, id, deposit(1));
    await other.load(Account, id);
    await log.transact(Account, id, deposit(2));
    expect(await again(other, commandId, id, deposit(1))).toEqual(first);
  });

  it('that arrives at once at two instances is done once', async () => {
    const [one, two, id, commandId] = [anInstance(), anInstance(), randomUUID(), randomUUID()];
    const receipts = await Promise.all([one, two, one, two].map((log) => again(log, commandId, id, deposit(1))));
    expect(receipts).toEqual(Array(4).fill(receipts[0]));
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it('of several streams is done once, also when it would be refused now', async () => {
    const [log, from, to] = [anInstance(), randomUUID(), randomUUID()];
    const given = { commandId: randomUUID() };
    await log.transact(Account, from, deposit(5));
    const transfer = () =>
      runIn(execution(given), () =>
        log.atomically(async () => {
          await log.transact(Account, from, withdraw(5));
          await log.transact(Account, to, deposit(5));
        }),
      );
    const first = await transfer();
    const second = await transfer();
    expect(second.position).toBeGreaterThanOrEqual(first.position);
    expect(await log.load(Account, to)).toMatchObject({ state: { balance: 5 } });
    expect(await log.load(Account, from)).toMatchObject({ state: { balance: 0 } });
  });
});

describe('a memory that is behind the log', () => {
  it('does not make a command already so', async () => {
    const [log, other, id] = [anInstance(), anInstance(), randomUUID()];
    await log.transact(Account, id, deposit(1));
    await other.transact(Account, id, deposit(1));
    const topUp = ({ balance }: Account): AccountEvent[] => (balance >= 2 ? [] : deposit(2 - balance)());
    expect(await log.transact(Account, id, topUp)).toMatchObject({ version: 2 });
    const emptied = ({ balance }: Account): AccountEvent[] => (balance === 2 ? [] : deposit(7)());
    await other.transact(Account, id, withdraw(2));
    expect(await log.transact(Account, id, emptied)).toMatchObject({ version: 4 });
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['Deposited', 'Deposited', 'Withdrawn', 'Deposited']);
  });

  it('does not refuse what the log allows', async () => {
    const [log, other, id] = [anInstance(), anInstance(), randomUUID()];
    await log.transact(Account, id, deposit(1));
    await other.transact(Account, id, deposit(9));
    await expect(log.transact(Account, id, withdraw(10))).resolves.toMatchObject({ version: 3 });
  });

  it('does not allow what the log refuses', async () => {
    const [log, other, id] = [anInstance(), anInstance(), randomUUID()];
    await log.transact(Account, id, deposit(1));
    await other.transact(Account, id, withdraw(1));
    await expect(log.transact(Account, id, withdraw(1))).rejects.toThrow(NotCovered);
  });

  it('does not let a load show the past', async () => {
    const [log, other, id] = [anInstance(), anInstance(), randomUUID()];
    await log.transact(Account, id, deposit(1));
    await other.transact(Account, id, deposit(2));
    expect(await log.load(Account, id)).toEqual(
      expect.objectContaining({ state: { balance: 3, closed: false }, version: 2 }),
    );
  });

  it('does not hurt when several instances hammer one stream', async () => {
    const instances = [anInstance(), anInstance(), anInstance()];
    const id = randomUUID();
    await instances[0]!.transact(Account, id, deposit(50));
    const commands = Array.from({ length: 90 }, (_, index) =>
      instances[index % 3]!.transact(Account, id, withdraw(1)).then(
        () => 'done',
        (error: unknown) => (error as Error).constructor.name,
      ),
    );
    const outcomes = await Promise.all(commands);
    const done = outcomes.filter((outcome) => outcome === 'done').length;
    expect(new Set(outcomes).difference(new Set(['done', 'NotCovered', 'TooMuchContention']))).toEqual(new Set());
    expect(done).toBeGreaterThan(40);
    for (const log of instances) {
      expect(await log.load(Account, id)).toMatchObject({ state: { balance: 50 - done }, version: 1 + done });
    }
  });
});

describe('the memory', () => {
  it('spares a hot stream every read', async () => {
    const [log, id] = [anInstance(), randomUUID()];
    await log.transact(Account, id, deposit(1));
    const before = database.statements;
    for (let turn = 0; turn < 10; turn++) await log.transact(Account, id, deposit(1));
    expect(database.statements - before).toBe(10);
  });

  it('tells what was known last without a read, and the append finds out that it was old', async () => {
    const [log, other, id] = [anInstance(), anInstance(), randomUUID()];
    await log.transact(Account, id, deposit(1));
    await other.transact(Account, id, deposit(1));
    const before = database.statements;
    const seen: { readonly balance: number; readonly reads: number }[] = [];
    await log.atomically(async () => {
      const { balance } = (await log.lastKnown(Account, id)).state;
      seen.push({ balance, reads: database.statements - before });
      await log.transact(Account, id, withdraw(balance));
      expect((await log.lastKnown(Account, id)).state).toMatchObject({ balance: 0 });
    });
    expect(seen).toMatchObject([{ balance: 1, reads: 0 }, { balance: 2 }]);
    expect(await anInstance().lastKnown(Account, id)).toMatchObject({ state: { balance: 0 } });
  });

  it('keeps the streams used last and forgets none of their events', async () => {
    const log = anInstance(2);
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
    const order = [one, two, three, one, three, two, one, one, three, two];
    for (const id of order) await log.transact(Account, id, deposit(1));
    for (const id of [one, two, three]) {
      const balance = order.filter((used) => used === id).length;
      expect(await log.load(Account, id)).toMatchObject({ state: { balance }, version: balance });
    }
    const before = database.statements;
    await log.transact(Account, three, deposit(1));
    expect(database.statements - before).toBe(1);
    await log.transact(Account, one, deposit(1));
    expect(database.statements - before).toBeGreaterThan(2);
  });

  it('may be smaller than what one command needs', async () => {
    const [log, small] = [anInstance(), anInstance(1)];
    const accounts = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of accounts) await log.transact(Account, id, deposit(1));
    await small.atomically(async () => {
      for (const id of accounts) await small.transact(Account, id, deposit(1));
    });
    for (const id of accounts)
      expect(await small.load(Account, id)).toMatchObject({ state: { balance: 2 }, version: 2 });
  });
});

describe('several decisions at once', () => {
  const transfer = (log: Log, from: string, to: string, amount: number) => () =>
    log.atomically(async () => {
      await log.transact(Account, to, deposit(amount));
      await log.transact(Account, from, withdraw(amount));
    });

  it('land together, with one receipt for all', async () => {
    const [log, from, to, given] = [anInstance(), randomUUID(), randomUUID(), execution()];
    const { position } = await log.transact(Account, from, deposit(5));
    const receipt = await runIn(given, transfer(log, from, to, 5));
    expect(receipt).toMatchObject({ context: 'bank', position: position + 2 });
    expect(given.receipts).toEqual([receipt]);
  });

  it('leave nothing when one is refused', async () => {
    const [log, from, to] = [anInstance(), randomUUID(), randomUUID()];
    await expect(transfer(log, from, to, 5)()).rejects.toThrow(NotCovered);
    expect(await eventsOf(to)).toEqual([]);
    expect(await log.load(Account, to)).toMatchObject({ version: 0 });
  });

  it('see each other', async () => {
    const [log, id] = [anInstance(), randomUUID()];
    await log.atomically(async () => {
      await log.transact(Account, id, deposit(5));
      await log.transact(Account, id, withdraw(5));
      await log.transact(Account, id, close);
      expect(await log.load(Account, id)).toMatchObject({ state: { balance: 0, closed: true }, version: 3 });
    });
    expect(await eventsOf(id)).toHaveLength(3);
  });

  it('that decide nothing answer with the head', async () => {
    const [log, id] = [anInstance(), randomUUID()];
    const { position } = await log.transact(Account, id, close);
    expect(await log.atomically(async () => void (await log.transact(Account, id, close)))).toMatchObject({ position });
  });

  it('keep within an inner group that fails what the outer has decided', async () => {
    const [log, id] = [anInstance(), randomUUID()];
    await log.atomically(async () => {
      await log.transact(Account, id, deposit(5));
      const inner = log.atomically(async () => {
        await log.transact(Account, id, withdraw(3));
        await log.transact(Account, id, withdraw(3));
      });
      await expect(inner).rejects.toThrow(NotCovered);
      await log.transact(Account, id, withdraw(5));
    });
    expect(await log.load(Account, id)).toMatchObject({ state: { balance: 0 }, version: 2 });
  });

  it('decide anew when a stream was changed meanwhile, and lose no money', async () => {
    const instances = [anInstance(), anInstance()];
    const accounts = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of accounts) await instances[0]!.transact(Account, id, deposit(20));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) =>
        transfer(instances[index % 2]!, accounts[index % 3]!, accounts[(index + 1) % 3]!, 1 + (index % 5))(),
      ),
    );
    expect(refusalsAmong(outcomes).difference(new Set(['NotCovered', 'TooMuchContention']))).toEqual(new Set());
    const balances = await Promise.all(
      accounts.map(async (id) => (await instances[0]!.load(Account, id)).state.balance),
    );
    expect(balances.reduce((sum, balance) => sum + balance)).toBe(60);
    expect(Math.min(...balances)).toBeGreaterThanOrEqual(0);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(10);
  });

  it('in a transaction of the caller: a changed stream is too much contention, and the next attempt sees it', async () => {
    const [log, other, id] = [anInstance(), anInstance(), randomUUID()];
    await log.transact(Account, id, deposit(1));
    await other.transact(Account, id, deposit(1));
    const append = async () => {
      const unit = await log.gather(async () => void (await log.transact(Account, id, withdraw(1))));
      const committed = await context.database.transaction((transaction) => log.appendWithin(transaction, unit));
      committed();
    };
    await expect(append()).rejects.toThrow(TooMuchContention);
    await append();
    expect(await log.load(Account, id)).toMatchObject({ state: { balance: 1 }, version: 3 });
  });
});
