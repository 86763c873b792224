import { z } from 'zod';
import { answer } from '#platform/openapi';
import { consumerName, content, count, person, position, sourceName, time, uuid } from './parts.js';

const rebuild = z
  .object({
    id: uuid,
    consumer: consumerName,
    status: z.enum(['building', 'switched']),
    startedAt: time,
    startedBy: person.nullable(),
    switchedAt: time.nullable(),
    isLevel: z.boolean().describe('Whether the tables beside show as much as those that serve.'),
    sources: z.array(
      z.object({ source: sourceName, position, of: position.describe('Where the read model that serves is.') }),
    ),
    eventsPerSecond: z.number().min(0).nullable(),
    secondsLeft: z.number().min(0).nullable(),
    parked: count,
  })
  .meta({ id: 'Rebuild', description: 'How a rebuild stands.' });

const sum = z.object({ rows: count, checksum: z.string().meta({ examples: ['-8273649182736491'] }) });

const difference = z.object({
  key: z.record(z.string(), content).meta({ examples: [{ order_id: '01990000-0000-7000-8000-000000000000' }] }),
  is: z.enum(['only-serving', 'only-beside', 'different']),
  columns: z.array(z.string().meta({ examples: ['status'] })),
});

const comparison = z
  .object({
    isSame: z.boolean(),
    tables: z.array(
      z.object({
        table: z.string().meta({ examples: ['order_view'] }),
        serving: sum,
        beside: sum,
        differing: count,
        differences: z.array(difference).max(20),
      }),
    ),
  })
  .meta({ id: 'Comparison', description: 'Two read models at the same positions.' });

export const RebuildAnswer = answer('RebuildStanding', rebuild);
export const ComparisonAnswer = answer('ReadModelComparison', comparison);
export const SwitchedAnswer = answer('SwitchedReadModel', z.object({ rebuild, comparison }));
