import { jest } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Freshness, Reaction } from '#platform/consumers';
import { aggregate, contract, type Event, type Receipt } from '#platform/core';
import { publish } from '#platform/feed';
import { context, start } from '#platform/host';
import { Log } from '#platform/log';
import { newInternalKey } from '#platform/security';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { TestBroker } from '#test/nats';
import { z } from 'zod';

jest.setTimeout(60_000);

type Opened = Event<'Opened', { ship: string }>;
const Gate = aggregate<number, Opened>({ category: 'port.gate', initial: 0, evolve: { Opened: (times) => times + 1 } });
const GateOpenedV1 = contract('port.gate-opened.v1', z.object({ ship: z.string() }));

class OpenGate extends Command<Receipt> {
  constructor(readonly ship: string) {
    super();
  }
}

@CommandHandler(OpenGate)
class OpenGateHandler implements ICommandHandler<OpenGate> {
  constructor(private readonly log: Log) {}

  execute({ ship }: OpenGate) {
    return this.log.transact(Gate, ship, (): Opened[] => [{ type: 'Opened', data: { ship } }]);
  }
}

const port = context({ name: 'port', publish: publish<Opened>('port', { Opened: (data) => GateOpenedV1.of(data) }) });

@Module({ imports: [port], providers: [OpenGateHandler] })
class PortModule {}

type Noted = Event<'Noted', { ship: string }>;
const Page = aggregate<number, Noted>({
  category: 'journal.page',
  initial: 0,
  evolve: { Noted: (times) => times + 1 },
});

class NoteShip extends Command<Receipt> {
  constructor(readonly ship: string) {
    super();
  }
}

const noted: string[] = [];

@CommandHandler(NoteShip)
class NoteShipHandler implements ICommandHandler<NoteShip> {
  constructor(private readonly log: Log) {}

  execute({ ship }: NoteShip) {
    return this.log.transact(Page, ship, (times): Noted[] => {
      noted.push(ship);
      return times === 0 ? [{ type: 'Noted', data: { ship } }] : [];
    });
  }
}

@Reaction('journal.note-ships', { facts: [GateOpenedV1] })
@Injectable()
class NoteShips {
  readonly on = { 'port.gate-opened.v1': ({ ship }: { ship: string }) => [new NoteShip(ship)] };
}

@Module({ imports: [context({ name: 'journal' })], providers: [NoteShipHandler, NoteShips] })
class JournalModule {}

let database: TestDatabase;
let broker: TestBroker;
const apps: NestFastifyApplication[] = [];
const before = { ...process.env };

beforeEach(async () => {
  [database, broker] = await Promise.all([createTestDatabase(), TestBroker.start()]);
  const { privateKey, publicKey } = await newInternalKey('journal');
  Object.assign(process.env, {
    INTERNAL_PRIVATE_KEY: JSON.stringify(privateKey),
    INTERNAL_PUBLIC_KEYS: JSON.stringify({ keys: [publicKey] }),
    NATS_URL: broker.url,
  });
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  await Promise.all([database.drop(), broker.close()]);
});

async function serve(module: new () => object): Promise<NestFastifyApplication> {
  const app = await start({ contexts: [module] }, database.url);
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

describe.each(['http', 'nats'])('contexts in two processes with TRANSPORT=%s', (transport) => {
  it('hear each other, and know how current they are', async () => {
    process.env['TRANSPORT'] = transport;
    const owner = await serve(PortModule);
    process.env['CONTEXT_URLS'] = `port=${await owner.getUrl()}`;
    const reader = await serve(JournalModule);
    noted.length = 0;
    const ships = ['Argo', 'Beagle', 'Calypso'];
    for (const ship of ships) await owner.get(CommandBus).execute(new OpenGate(ship));
    await eventually(() => expect(noted).toEqual(ships));
    await owner.get(CommandBus).execute(new OpenGate('Dawn Treader'));
    expect(await reader.get(Freshness).catchUp('journal', 'port')).toBe(true);
    expect(noted).toEqual([...ships, 'Dawn Treader']);
  });

  it('wait quietly while the owner is away', async () => {
    process.env['TRANSPORT'] = transport;
    const owner = await serve(PortModule);
    process.env['CONTEXT_URLS'] = `port=${await owner.getUrl()}`;
    const reader = await serve(JournalModule);
    await apps.shift()!.close();
    expect(await reader.get(Freshness).catchUp('journal', 'port')).toBe(false);
    const again = await start({ contexts: [PortModule] }, database.url);
    apps.push(again);
    await again.listen(Number(new URL(process.env['CONTEXT_URLS'].slice('port='.length)).port), '127.0.0.1');
    noted.length = 0;
    await again.get(CommandBus).execute(new OpenGate('Endurance'));
    await eventually(() => expect(noted).toEqual(['Endurance']));
  });
});
