import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Intake } from '#platform/http';
import { eventually } from '#test/eventually';
import { issuer, left, openTearoom } from './graphql.examples.js';

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await openTearoom();
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

type Headers = Record<string, string>;

async function subscribe(
  to: number,
  headers: Headers = {},
  { signal, at = app }: { signal?: AbortSignal; at?: typeof app } = {},
) {
  return fetch(`${await at.getUrl()}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query: `subscription { cups(to: ${to}) }` }),
    ...(signal && { signal }),
  });
}

async function tokenOf(id: string): Promise<Headers> {
  return { authorization: `Bearer ${(await issuer.issue({ id, roles: [] })).accessToken}` };
}

const dataOf = (events: string) =>
  [...events.matchAll(/event: next\ndata: (.*)/g)].map(([, data]) => JSON.parse(data!) as unknown);

describe('a subscription', () => {
  it('is a stream of server-sent events', async () => {
    const answer = await subscribe(3);
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(dataOf(await answer.text())).toEqual([1, 2, 3].map((cups) => ({ data: { cups } })));
  });

  it('has a place for each event, by which a client comes back', async () => {
    const events = await (await subscribe(98)).text();
    const numbered = [...events.matchAll(/^id: (\d+)\nevent: next\ndata: \{"data":\{"cups":(\d+)\}\}$/gm)];
    expect(numbered.map(([, id]) => Number(id))).toEqual(Array.from({ length: 98 }, (_, cup) => cup + 1));
    expect(numbered.every(([, id, cup]) => id === cup)).toBe(true);
  });

  it('ends when its reader is gone', async () => {
    const ended = left.streams;
    const hangUp = new AbortController();
    const answer = await subscribe(99, {}, { signal: hangUp.signal });
    await answer.body!.getReader().read();
    hangUp.abort();
    await eventually(() => expect(left.streams).toBe(ended + 1));
  });

  it('is refused with the code', async () =>
    expect(await (await subscribe(101)).text()).toContain('tearoom.out-of-tea'));

  it('sends something now and then, so that nobody on the way takes it for dead', async () => {
    const [ended, hangUp] = [left.streams, new AbortController()];
    const answer = await subscribe(99, {}, { signal: hangUp.signal });
    let received = '';
    for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
      received += text;
      if ((received.split('"cups":99')[1]?.match(/^:$/gm)?.length ?? 0) >= 2) break;
    }
    hangUp.abort();
    expect(dataOf(received)).toHaveLength(99);
    await eventually(() => expect(left.streams).toBe(ended + 1));
  });

  it('ends with the token of who asked, and says so', async () => {
    process.env['TOKEN_LIFE'] = '2s';
    const ended = left.streams;
    const answer = await subscribe(99, await tokenOf('ida')).finally(() => delete process.env['TOKEN_LIFE']);
    const events = await answer.text();
    expect(dataOf(events)).toHaveLength(100);
    expect(dataOf(events).at(-1)).toMatchObject({
      errors: [{ extensions: { code: 'security.token-expired', kind: 'unauthenticated' } }],
    });
    expect(events).toMatch(/\n\nevent: next\ndata: [^\n]+\n\nevent: complete\ndata:\n\n$/);
    await eventually(() => expect(left.streams).toBe(ended + 1));
  });
});

describe('the subscriptions of one client', () => {
  beforeAll(() => void (process.env['HTTP_STREAMS_PER_CLIENT'] = '2'));
  afterAll(() => void delete process.env['HTTP_STREAMS_PER_CLIENT']);

  it('are limited, and those of others are not', async () => {
    const [ida, eve] = [await tokenOf('ida'), await tokenOf('eve')];
    const hangUp = [new AbortController(), new AbortController(), new AbortController()] as const;
    const open = [await subscribe(99, ida, hangUp[0]), await subscribe(99, ida, hangUp[1])];
    const further = await subscribe(99, ida);
    expect([further.status, await further.json()]).toMatchObject([
      429,
      { errors: [{ extensions: { code: 'http.too-many-streams', details: { most: 2 } } }] },
    ]);
    expect((await subscribe(99, eve, hangUp[2])).status).toBe(200);
    expect(open.map(({ status }) => status)).toEqual([200, 200]);

    hangUp[0].abort();
    await eventually(async () => expect((await subscribe(1, ida)).status).toBe(200));
    for (const one of hangUp) one.abort();
  });

  it('are counted by address where nobody is signed in', async () => {
    const hangUp = new AbortController();
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn++) statuses.push((await subscribe(99, {}, hangUp)).status);
    hangUp.abort();
    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe('a process that stops', () => {
  it('ends what streams, so that it can drain', async () => {
    const stopping = await openTearoom();
    await stopping.listen(0, '127.0.0.1');
    const answer = await subscribe(99, {}, { at: stopping });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const ended = left.streams;
    const reader = answer.body!.getReader();
    await reader.read();
    stopping.get(Intake).beginDrain();
    while (!(await reader.read()).done);
    expect(await stopping.get(Intake).drained(5_000)).toBe(true);
    await eventually(() => expect(left.streams).toBe(ended + 1));
    await stopping.close();
  });
});
