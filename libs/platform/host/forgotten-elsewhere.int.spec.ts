import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { aggregate, type Event, personalDataOf } from '#platform/core';
import { Log } from '#platform/log';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { context, start } from './index.js';

type GuestArrived = Event<'GuestArrived', { guestId: string; name: string }>;
type GuestForgotten = Event<'GuestForgotten', { guestId: string }>;

const Guest = aggregate<string, GuestArrived>({
  category: 'inn.guest',
  initial: '',
  evolve: { GuestArrived: (_, { name }) => name },
});
const Register = aggregate<null, GuestForgotten>({
  category: 'inn.register',
  initial: null,
  evolve: { GuestForgotten: (state) => state },
});

function arrive(): GuestArrived[] {
  return [{ type: 'GuestArrived', data: { guestId: 'ada', name: 'Ada' } }];
}

function forget(): GuestForgotten[] {
  return [{ type: 'GuestForgotten', data: { guestId: 'ada' } }];
}

const personalData = personalDataOf<GuestArrived | GuestForgotten>({
  fields: { GuestArrived: { of: 'guestId', erased: { name: 'erased' } } },
  forgottenAfter: { GuestForgotten: 'guestId' },
});

@Module({ imports: [context({ name: 'inn', personalData })] })
class InnModule {}

let database: TestDatabase;
const apps: NestFastifyApplication[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  await database.drop();
});

it('every process loses from its memory whom one of them forgets, whether it has anything to do or not', async () => {
  database = await createTestDatabase();
  for (let process = 0; process < 3; process++) apps.push(await start({ contexts: [InnModule] }, database.url));
  const logs = apps.map((app) => app.get(Log, { strict: false }));
  const known = () => Promise.all(logs.map(async (log) => (await log.lastKnown(Guest, 'ada')).state));
  await logs[0]!.transact(Guest, 'ada', arrive);
  expect(await known()).toEqual(['Ada', 'Ada', 'Ada']);
  await logs[0]!.transact(Register, 'of-today', forget);
  await eventually(async () => expect(await known()).toEqual(['erased', 'erased', 'erased']), { within: 20_000 });
});
