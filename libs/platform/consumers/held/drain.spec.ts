import type { Position } from '#platform/core';
import type { Message } from '#platform/feed';
import type { InsideConsumer, Source } from '../consumer.js';
import type { DueStream } from './held-streams.js';
import { messagesOf } from './drain.js';

/** Keeps in clear what another process has taken back, until it takes note. */
function sourceWithMemory(): Source {
  let name = 'Ada';
  return {
    name: 'log',
    read: async (after, limit) => ({
      messages: [{ position: after + 1, stream: 'inn.guest-1', data: { name } } as unknown as Message],
      upTo: (after + limit) as Position,
    }),
    onNews: () => () => {},
    head: () => Promise.resolve(1 as Position),
    notice: () => Promise.resolve(void (name = 'erased')),
  };
}

it('reads held events as they are now, whatever was in memory', async () => {
  const consumer: InsideConsumer = {
    kind: 'projection',
    name: 'inn.guests',
    sources: [sourceWithMemory()],
    handle: () => Promise.resolve(),
  };
  const due = { source: 'log', stream: 'inn.guest-1', position: 1, attempts: 1 } as unknown as DueStream;
  expect((await messagesOf(consumer, [due])).get(due)).toMatchObject({ data: { name: 'erased' } });
});
