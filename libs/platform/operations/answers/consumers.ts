import { z } from 'zod';
import { answer } from '#platform/openapi';
import { consumerName, count, position, sourceName } from './parts.js';

const figures = z.object({ streams: count, events: count });

const lane = z.object({
  slots: z.array(count).length(2).describe('The first and the last of its slots.'),
  instance: z
    .string()
    .nullable()
    .meta({
      description: 'What the instance that runs it calls itself at the database; null when none does.',
      examples: ['orders-7d9f'],
    }),
  runsHere: z.boolean(),
  checkpoints: z.record(z.string(), position).meta({ examples: [{ log: 4711 }] }),
});

const coverage = z
  .object({
    countedFrom: position,
    handled: count.describe('Events whose effects were committed.'),
    passedOver: count.describe('Positions that do not concern it.'),
    setAside: count.describe('Events that went behind a stream that waits.'),
    ahead: count.describe('Events beyond the checkpoint that faster lanes have handled.'),
    waiting: count,
    handledLater: count,
    discarded: count,
    uncovered: z.int().describe('Positions that nobody can account for: 0, or something was lost.'),
  })
  .meta({ id: 'Coverage', description: 'What became of every position up to the checkpoint.' });

const source = z.object({
  source: sourceName,
  checkpoint: position,
  head: position.nullable().describe('How far the source goes; null while it cannot be asked.'),
  lag: z.object({ events: count, seconds: z.number().describe('How long the oldest has waited.') }).nullable(),
  coverage: coverage.nullable(),
});

/** How one consumer stands. */
export const ConsumerAnswer = answer(
  'ConsumerStanding',
  z.object({
    name: consumerName,
    kind: z.enum(['projection', 'reaction', 'process', 'effect']),
    runsHere: z.boolean().describe('Whether it runs in the instance that was asked.'),
    lanes: z.array(lane).max(16),
    standsStill: z
      .string()
      .nullable()
      .meta({
        description: 'Why it goes no further until a person has mended it; null when it does.',
        examples: [null],
      }),
    sources: z.array(source),
    held: z.object({ due: figures, parked: figures }),
  }),
);
