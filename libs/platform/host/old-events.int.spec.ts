import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Projection, type ProjectionHandlers } from '#platform/consumers';
import { aggregate, beginning, type Event, pastOf } from '#platform/core';
import { publish } from '#platform/feed';
import { Log } from '#platform/log';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import pg from 'pg';
import { ContextRuntime } from './context-runtime.js';
import { context, start } from './index.js';

type Lit = Event<'Lit', { lamp: string; watts: number }>;
const Lamp = aggregate<number, Lit>({
  category: 'street.lamp',
  initial: 0,
  evolve: { Lit: (watts, data) => watts + data.watts },
});

const lit: Lit['data'][] = [];

@Projection('street.lamps')
class Lamps {
  readonly on: ProjectionHandlers<Lit> = { Lit: (data) => void lit.push(data) };
}

@Module({
  imports: [
    context({
      name: 'street',
      publish: publish<Lit>('street', { Lit: (data) => ({ type: 'street.lit.v1', data }) }),
      past: pastOf<Lit>({
        upcast: { Lit: [({ lamp }: { lamp: string }) => ({ lamp, watts: 40 })] },
        renamed: { Kindled: 'Lit' },
      }),
    }),
  ],
  providers: [Lamps],
})
class StreetModule {}

describe('a context with a past', () => {
  let database: TestDatabase;
  let operator: pg.Client;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    database = await createTestDatabase();
    operator = new pg.Client({ connectionString: database.url });
    await operator.connect();
    app = await start({ contexts: [StreetModule] }, database.url);
  });
  afterAll(async () => {
    await app.close();
    await operator.end();
    await database.drop();
  });

  const runtime = () => app.get(ContextRuntime, { strict: false });
  const store = (stream: string, type: string) =>
    runtime().events.append([
      {
        stream: `street.lamp-${stream}`,
        expectedVersion: 0,
        events: [
          {
            id: crypto.randomUUID(),
            type,
            schemaVersion: 1,
            data: { lamp: stream },
            metadata: { commandId: crypto.randomUUID(), correlationId: 'c' },
          },
        ],
      },
    ]);

  it('reads it in its consumers, its folds, its feed and its history, and writes in the version of today', async () => {
    await store('old', 'Kindled');
    await eventually(() => expect(lit).toEqual([{ lamp: 'old', watts: 40 }]));
    const log = app.get(Log, { strict: false });
    await log.transact(Lamp, 'old', (watts): Lit[] => [{ type: 'Lit', data: { lamp: 'old', watts: watts / 2 } }]);
    expect(await log.load(Lamp, 'old')).toEqual({ state: 60, version: 2, position: 2 });
    const { feed, history } = runtime();
    await eventually(async () => {
      const { envelopes } = await feed!.read(beginning, 10);
      expect(envelopes).toMatchObject([{ data: { watts: 40 } }, { data: { watts: 20 } }]);
    });
    const { events } = await history.find({ type: 'Lit' }, beginning, 10);
    expect(events).toMatchObject([{ data: { watts: 40 } }, { data: { watts: 20 } }]);
    const { rows } = await operator.query('select type, schema_version from street.events order by position');
    expect(rows).toEqual([
      { type: 'Kindled', schema_version: 1 },
      { type: 'Lit', schema_version: 2 },
    ]);
  });

  it('knows its own types and parks what is none of them', async () => {
    await store('strange', 'Exploded');
    await eventually(async () => {
      const { rows } = await operator.query('select stream, error from street.held_streams where attempts > 0');
      expect(rows).toEqual([
        { stream: 'street.lamp-strange', error: expect.stringContaining('Exploded at position 3') as string },
      ]);
    });
    await expect(app.get(Log, { strict: false }).load(Lamp, 'strange')).rejects.toThrow('cannot be read');
  });
});
