import type { EventLog } from '#platform/log';
import type { Message } from '#platform/feed';
import type { InsideConsumer } from './consumer.js';
import type { ProjectionContext } from './declarations.js';
import { consumerOf } from './declared-consumer.js';
import type { LaneCount } from './lanes/lanes.js';
import type { Work } from './work.js';

class Note {
  readonly owner!: string;
  readonly text!: string;
}

const forgetting = (lanes: LaneCount) =>
  consumerOf(
    { kind: 'projection', name: 'desk.notes', lanes },
    {
      on: {
        OwnerForgotten: (_: unknown, { rows }: ProjectionContext) =>
          rows(Note).everywhere({ owner: 'ada' }, { text: '' }),
      } as never,
    },
    {} as EventLog,
    () => undefined as never,
  ) as InsideConsumer;

const message = { type: 'OwnerForgotten', data: {} } as Message;

it('replaces columns everywhere only in one lane: another would write after it what is to go', async () => {
  const replaced: string[] = [];
  const work = { rows: () => ({ everywhere: ({ owner }: Note) => replaced.push(owner) }) } as unknown as Work;
  await forgetting(1).handle(message, work);
  await expect(forgetting(2).handle(message, work)).rejects.toThrow(
    'desk.notes has lanes and replaces columns everywhere',
  );
  expect(replaced).toEqual(['ada']);
});
