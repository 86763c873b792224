import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Module } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { z } from 'zod';
import { Reaction, Projection } from '#platform/consumers';
import { aggregate, contract, type Event, processManager, type Receipt } from '#platform/core';
import { namesOf, runningUrl, UnfitServer } from '#platform/database';
import { startEmbeddedPostgres } from '#platform/embedded-postgres';
import { context, start } from '#platform/host';
import { Log } from '#platform/log';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { DatabaseHomes } from './database-homes.js';

type Rung = Event<'Rung', { at: string }>;
const Bell = aggregate<number, Rung>({ category: 'tower.bell', initial: 0, evolve: { Rung: (times) => times + 1 } });

function ring(): Rung[] {
  return [{ type: 'Rung', data: { at: 'noon' } }];
}

class Ring extends Command<Receipt> {
  constructor(readonly bell: string) {
    super();
  }
}

@CommandHandler(Ring)
class RingHandler implements ICommandHandler<Ring> {
  constructor(private readonly log: Log) {}

  execute({ bell }: Ring) {
    return this.log.transact(Bell, bell, ring);
  }
}

@CommandHandler(Ring)
class SecondRingHandler {
  execute() {
    return Promise.resolve();
  }
}

@Projection('tower.of-someone-else')
@Injectable()
class Misnamed {
  readonly on = {};
}

const HarbourOpenedV1 = contract('harbour.opened.v1', z.object({}));

@Reaction('tower.listener', { facts: [HarbourOpenedV1] })
@Injectable()
class Listener {
  readonly on = { 'harbour.opened.v1': () => [] };
}

const tower = context({ name: 'tower' });
@Module({ imports: [tower], providers: [RingHandler] })
class TowerModule {}

@Module({ imports: [context({ name: 'market' })] })
class MarketModule {}

@Module({ imports: [tower], providers: [RingHandler, SecondRingHandler] })
class TwoHandlersModule {}

const harbour = context({ name: 'harbour' });
@Module({ imports: [harbour], providers: [Misnamed] })
class MisnamedModule {}

@Projection('harbour.in-three', { lanes: 3 as never })
@Injectable()
class InThree {
  readonly on = {};
}

@Module({ imports: [harbour], providers: [InThree] })
class InThreeModule {}

const divided = processManager({
  name: 'mill.divided',
  facts: [],
  initial: {},
  correlateBy: () => '',
  evolve: {},
  react: () => [],
});
@Module({ imports: [context({ name: 'mill', processes: [{ ...divided, lanes: 2 } as never] })] })
class DividedProcessModule {}

const SailorMetV1 = contract('harbour.sailor-met.v1', z.object({ sailor: z.string(), name: z.string() }), {
  personal: ['name'],
});
const gossip = processManager({
  name: 'inn.gossip',
  facts: [SailorMetV1],
  initial: {},
  correlateBy: ({ data }) => data.sailor,
  evolve: { 'harbour.sailor-met.v1': (facts) => facts },
  react: () => [],
});
@Module({ imports: [context({ name: 'inn', processes: [gossip] })] })
class GossipModule {}
const kept = { [SailorMetV1.name]: { of: 'sailor', erased: { name: '' } } };
const rumours = { ...gossip, name: 'pier.rumours' };
@Module({
  imports: [context({ name: 'pier', processes: [rumours], personalData: { fields: kept, forgottenAfter: {} } })],
})
class RumourModule {}

@Module({ imports: [tower], providers: [Listener] })
class ListeningModule {}

let database: TestDatabase;
const apps: NestFastifyApplication[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  delete process.env['MARKET_DATABASE_URL'];
  for (const app of apps.splice(0)) await app.close();
  await database.drop();
});

async function started(...contexts: (new () => object)[]): Promise<NestFastifyApplication> {
  const app = await start({ contexts }, database.url);
  apps.push(app);
  return app;
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('the role that a context runs as', () => {
  let shared: TestDatabase;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    shared = await createTestDatabase();
    app = await start({ contexts: [TowerModule, MarketModule] }, shared.url);
  });
  afterAll(async () => {
    await app.close();
    await shared.drop();
  });
  const homeOf = (name: string) => new DatabaseHomes(shared.url).of(name);
  const asTower = (statement: string) => ask(runningUrl(homeOf('tower')), statement);

  it('reads its own log', async () => expect(await asTower('select position from tower.log_head')).toHaveLength(1));

  it.each([
    ["another context's events", 'select * from market.events'],
    ["another context's checkpoints", 'select * from market.checkpoints'],
    ['a change of an event', `update tower.events set type = 'x'`],
    ['the removal of events', 'delete from tower.events'],
    ['the removal of all events', 'truncate tower.events'],
    ['the removal of the head', 'delete from tower.log_head'],
    ['a table of its own making', 'create table tower.mine ()'],
  ])('is refused %s', async (_, statement) => {
    await expect(asTower(statement)).rejects.toThrow(/permission denied/);
  });

  it.each([
    ['its owner', () => namesOf(homeOf('tower')).owner],
    ["another context's owner", () => namesOf(homeOf('market')).owner],
    ["another context's role", () => namesOf(homeOf('market')).role],
  ])('cannot become %s', async (_, role) => {
    await expect(asTower(`set role ${role()}`)).rejects.toThrow(/permission denied/);
  });
});

describe('the database of a context', () => {
  it('is another server when the context has an address of its own', async () => {
    const other = await createTestDatabase();
    process.env['MARKET_DATABASE_URL'] = other.url;
    await started(TowerModule, MarketModule);
    const schemas = (url: string) =>
      ask(url, `select nspname from pg_namespace where nspname in ('tower', 'market') order by nspname`);
    expect(await schemas(database.url)).toEqual([{ nspname: 'tower' }]);
    expect(await schemas(other.url)).toEqual([{ nspname: 'market' }]);
    await apps.pop()!.close();
    await other.drop();
  });

  it('is told to be somewhere else by the setting that has its address, when nobody is there', async () => {
    process.env['MARKET_DATABASE_URL'] = 'postgres://a:b@127.0.0.1:1/none';
    await expect(started(TowerModule, MarketModule)).rejects.toThrow(/correct the address in MARKET_DATABASE_URL/);
  });

  it('is migrated once when several processes start at the same time', async () => {
    await Promise.all([started(TowerModule), started(TowerModule), started(TowerModule)]);
    const done = await ask(database.url, 'select name, count(*)::int from tower.migrations group by name');
    expect(done.length).toBeGreaterThan(0);
    expect(done.every(({ count }) => count === 1)).toBe(true);
  });

  it('keeps its events over a restart', async () => {
    const before = await started(TowerModule);
    await before.get(CommandBus).execute(new Ring('big'));
    await apps.pop()!.close();
    const after = await started(TowerModule);
    expect(await after.get(CommandBus).execute(new Ring('big'))).toMatchObject({ position: 2, version: 2 });
  });

  it('needs a password to derive the roles from', () => {
    const homes = new DatabaseHomes('postgres://someone@localhost/shop');
    expect(() => homes.of('tower')).toThrow(/Set DATABASE_ROLE_SECRET/);
  });

  it('is refused when it may forget what it has acknowledged', async () => {
    const directory = await mkdtemp(join(process.cwd(), '.data', 'unfit-'));
    const postgres = await startEmbeddedPostgres({
      directory: join(directory, 'postgres'),
      settings: { fsync: 'off' },
    });
    try {
      const starting = start({ contexts: [TowerModule] }, postgres.url);
      await expect(starting).rejects.toThrow(UnfitServer);
      await expect(starting).rejects.toThrow(/fsync = off .* set fsync = on/);
    } finally {
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    }
  });
});

describe('a start is refused', () => {
  it.each([
    ['two handlers of one command', TwoHandlersModule, /both handle Ring; there must be one/],
    ["a consumer with another context's name", MisnamedModule, /tower.of-someone-else .* call it harbour/],
    [
      'a number of lanes that cannot be',
      InThreeModule,
      /harbour.in-three declares 3 lanes: a consumer has 1, 2, 4, 8, 16/,
    ],
    ['a process in lanes', DividedProcessModule, /The process mill.divided declares lanes, and a process has one/],
    ['a process that keeps people in clear', GossipModule, /inn.gossip would keep in clear what harbour.sailor-met.v1/],
    [
      'a process that might send people in clear',
      RumourModule,
      /pier.rumours hears of people and remembers .* which fields of them tell of people, or that none do/,
    ],
    [
      'a listener to a context that does not run here',
      ListeningModule,
      /tower.listener listens to harbour, which does not run/,
    ],
  ])('with %s', async (_, module, sentence) => {
    await expect(start({ contexts: [module] }, database.url)).rejects.toThrow(sentence);
  });
});
