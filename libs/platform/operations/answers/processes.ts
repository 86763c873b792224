import { z } from 'zod';
import { answer } from '#platform/openapi';
import { content, contextName, contractName, count, dryRun, eventType, processName, time } from './parts.js';

const state = z.enum(['waiting', 'open', 'stopped', 'ended']);
const correlation = z.string().meta({ examples: ['01990000-0000-7000-8000-000000000000'] });

const listed = z.object({
  process: processName,
  correlation,
  state,
  reason: z
    .string()
    .nullable()
    .meta({ description: 'Why it stopped or ended.', examples: [null] }),
  since: time.describe('When it heard its first fact.'),
  changedAt: time,
  timers: z.array(z.object({ timer: z.string().meta({ examples: ['payment'] }), dueAt: time })),
});

const command = z.object({
  command: z.string().meta({ examples: ['ConfirmOrder'] }),
  content,
  outcome: z.enum(['accepted', 'refused']),
  undoes: count.optional().describe('The place of the command that it undoes.'),
});

/** A process as it is listed. */
export const ProcessAnswer = answer('Process', listed);

/** One process with all that is known of it. */
export const ProcessInDetailAnswer = answer(
  'ProcessInDetail',
  listed.extend({
    facts: content,
    commands: z.array(command),
    notHeard: z.array(contractName),
    history: z.array(z.object({ version: count, type: eventType, data: content, recordedAt: time })),
    now: dryRun.nullable(),
  }),
);

const act = z.object({ act: z.string().meta({ examples: ['ConfirmOrder'] }), content }).meta({ id: 'ProcessAct' });

const difference = z.object({
  version: count.describe('Of the event after which it differs.'),
  after: eventType,
  gone: z.array(act).describe('Done then, not done by the code at hand.'),
  added: z.array(act).describe('Not done then, done by the code at hand.'),
});

/** Where the code at hand would have done something else than what was done. */
export const ReplayAnswer = answer(
  'ProcessReplay',
  z.object({
    context: contextName,
    processes: count,
    turns: count,
    unrecorded: count,
    differing: count,
    examples: z
      .array(
        z.object({
          process: processName,
          correlation,
          state,
          differences: z.array(difference),
          now: z.array(act),
          error: z.string().optional(),
        }),
      )
      .max(100),
    next: z
      .string()
      .nullable()
      .meta({ description: 'Where to go on; null when all were played.', examples: [null] }),
  }),
);
