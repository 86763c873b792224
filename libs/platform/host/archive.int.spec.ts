import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { aggregate, beginning, type Event, pastOf } from '#platform/core';
import { publish } from '#platform/feed';
import { Log } from '#platform/log';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { ContextRuntime } from './context-runtime.js';
import { context, ContextArchive, definitionOf, start } from './index.js';

type Lit = Event<'Lit', { lamp: string; watts: number }>;
type Removed = Event<'Removed', { lamp: string }>;
const Lamp = aggregate<number, Lit | Removed>({
  category: 'avenue.lamp',
  initial: 0,
  closedBy: ['Removed'],
  evolve: { Lit: (watts, data) => watts + data.watts, Removed: () => 0 },
});

@Module({
  imports: [
    context({
      name: 'avenue',
      publish: publish<Lit | Removed>('avenue', {
        Lit: (data) => ({ type: 'avenue.lit.v1', data }),
        Removed: (data) => ({ type: 'avenue.removed.v1', data }),
      }),
      past: pastOf<Lit | Removed>({
        upcast: { Lit: [({ lamp }: { lamp: string }) => ({ lamp, watts: 40 })] },
        renamed: { TakenDown: 'Removed' },
      }),
    }),
  ],
})
class AvenueModule {}

describe('the archive of a context', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'archive-'));
    process.env['ARCHIVE_DIRECTORY'] = directory;
    database = await createTestDatabase();
    app = await start({ contexts: [AvenueModule] }, database.url);
  });
  afterAll(async () => {
    delete process.env['ARCHIVE_DIRECTORY'];
    await app.close();
    await database.drop();
    await rm(directory, { recursive: true });
  });

  const runtime = () => app.get(ContextRuntime, { strict: false });
  const archive = () => new ContextArchive(definitionOf(AvenueModule), runtime().home);
  const now = () => new Date(Date.now() + 60_000);
  const store = (lamp: string, ...types: readonly string[]) => {
    const metadata = { commandId: crypto.randomUUID(), correlationId: 'c' };
    const events = types.map((type) => ({ id: crypto.randomUUID(), type, schemaVersion: 1, data: { lamp }, metadata }));
    return runtime().events.append([{ stream: `avenue.lamp-${lamp}`, expectedVersion: 0, events }]);
  };

  it('takes the streams that its aggregates close, under old names too, and leaves the context as it was', async () => {
    await store('first', 'Lit', 'TakenDown');
    await store('second', 'Lit', 'Removed');
    await store('third', 'Lit');
    const { feed, history } = runtime();
    const before = [await feed!.read(beginning, 10), await history.find({ type: 'Removed' }, beginning, 10)];
    expect(await archive().estimate(now())).toEqual([{ category: 'avenue.lamp', streams: 2, events: 4 }]);
    expect(await archive().move({ before: now() })).toMatchObject({ files: 1, streams: 2, events: 4 });
    expect(await archive().list()).toMatchObject([{ events: 4 }]);
    expect(await archive().verify()).toMatchObject({ problems: [], archived: 4, stored: 1, head: 5 });
    expect([await feed!.read(beginning, 10), await history.find({ type: 'Removed' }, beginning, 10)]).toEqual(before);
    const log = app.get(Log, { strict: false });
    expect(await log.load(Lamp, 'first')).toEqual({ state: 0, version: 2, position: 2 });
    await log.transact(Lamp, 'first', (watts): Lit[] => [{ type: 'Lit', data: { lamp: 'first', watts: watts + 60 } }]);
    expect(await log.load(Lamp, 'first')).toMatchObject({ state: 60, version: 3 });
  });

  it('ends the start where its files are missing, and comes back into the table', async () => {
    process.env['ARCHIVE_DIRECTORY'] = join(directory, 'elsewhere');
    await expect(start({ contexts: [AvenueModule] }, database.url)).rejects.toThrow(
      /1 files of archived events of avenue are missing .* set ARCHIVE_DIRECTORY to the directory that holds them/,
    );
    process.env['ARCHIVE_DIRECTORY'] = directory;
    expect(await archive().restore()).toEqual({ files: 1, events: 4 });
    expect(await archive().verify()).toMatchObject({ problems: [], archived: 0, stored: 6 });
  });
});
