import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openTearoom } from './graphql.examples.js';

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await openTearoom();
});
afterAll(() => app.close());

const ask = (query: string) =>
  app.inject({ method: 'POST', url: '/graphql', payload: { query }, headers: { accept: 'application/json' } });

async function counted(): Promise<readonly string[]> {
  const { body } = await app.inject({ method: 'GET', url: '/metrics' });
  const count =
    /^tearline_graphql_operation_duration_seconds_count\{type="(.+)",field="(.+)",outcome="(.+)"\} (\d+)$/gm;
  return [...body.matchAll(count)].map((match) => match.slice(1).join(' ')).toSorted();
}

it('counts operations by root field and by what became of each, never by an alias', async () => {
  await ask('{ tea { name } }');
  await ask('{ chosen: tea { name } ...rest } fragment rest on Query { fire ... { empty { name } } }');
  await ask('mutation { refuse }');
  await ask('{ coffee }');
  expect(await counted()).toEqual([
    'mutation refuse refused 1',
    'query empty refused 1',
    'query fire failed 1',
    'query tea ok 2',
  ]);
});
