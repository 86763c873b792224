import type { Command } from 'commander';
import { causationTree, type TracedEvent } from '#platform/core';
import { CommandFailure, type ExitCode, exitCodes } from '../exit-codes.js';
import { pagesOfEvents } from '../history.js';
import { traceLines } from '../output/trace-lines.js';
import type { Bind, Session } from '../session.js';
import type { SystemApi } from '../system-api.js';

export function addTrace(program: Command, bind: Bind): void {
  program
    .command('trace')
    .argument('<correlation>', 'the correlation id of a request')
    .description('tell all that one request led to in every context, as a tree from causes to effects')
    .action(bind(trace));
}

async function trace(session: Session, correlation: string): Promise<ExitCode> {
  const { api, terminal } = session;
  const answers = await Promise.all((await api.contexts()).map((context) => eventsOf(api, context, correlation)));
  const events = answers.flatMap((answer) => answer.events);
  const silent = answers.filter(({ failure }) => failure !== undefined);
  for (const { context, failure } of silent) terminal.complain(`${context} is missing: ${failure!.message}`);
  const roots = causationTree(events);
  session.answer({ correlation, events: events.length, silent: silent.map(({ context }) => context), roots }, () =>
    roots.length === 0 ? [] : [roots[0]!.event.recordedAt, ...traceLines(roots)],
  );
  if (silent.length > 0) return exitCodes.unreachable;
  if (events.length > 0) return exitCodes.fine;
  throw new CommandFailure(exitCodes.usage, `No event of any context bears the correlation id ${correlation}.`);
}

interface AnswerOfContext {
  readonly context: string;
  readonly events: readonly TracedEvent[];
  /** Why the context is missing from the tree. */
  readonly failure?: CommandFailure;
}

/** A context that does not answer takes nothing away from the others. */
async function eventsOf(api: SystemApi, context: string, correlation: string): Promise<AnswerOfContext> {
  const events: TracedEvent[] = [];
  try {
    for await (const page of pagesOfEvents(api, context, { correlation })) {
      events.push(...page.map(({ position, stream, version, type, id, recordedAt, metadata }) => ({ context, position, stream, version, type, id, recordedAt, metadata }))); // prettier-ignore
    }
    return { context, events };
  } catch (failure) {
    if (failure instanceof CommandFailure && failure.exitCode === exitCodes.unreachable)
      return { context, events, failure };
    throw failure;
  }
}
