import type { Command } from 'commander';
import type { ParkedStream, ParkedStreamInDetail } from '#platform/consumers';
import { usage } from '../exit-codes.js';
import { table } from '../output/table.js';
import type { Bind, Session } from '../session.js';
import { Refused, type SystemApi } from '../system-api.js';
import { outcomeOf } from './dry-run.js';

interface DiscardOptions {
  readonly reason: string;
  readonly all?: true;
}

type Listed = ParkedStream & { readonly context: string };

export function addParked(program: Command, bind: Bind): void {
  const parked = program
    .command('parked')
    .description('tend the streams that consumers have set aside until a person decides');
  parked
    .command('list', { isDefault: true })
    .argument('[context]', 'only of this one')
    .description('tell which there are, the longest parked first')
    .action(bind(list));
  parked
    .command('show')
    .argument('<id>')
    .description('tell which event fails, and what would happen if it were handled now; nothing of it happens')
    .action(bind(show));
  parked.command('resume').argument('<id>').description('have what waits handled again, in order').action(bind(resume));
  parked
    .command('discard')
    .argument('<id>')
    .description('drop the event that fails: it will never be handled')
    .requiredOption('--reason <text>', 'why; it is kept with who said so')
    .option('--all', 'drop those behind it as well')
    .action(bind(discard));
}

async function list(session: Session, only?: string): Promise<void> {
  const contexts = await session.api.contexts(only);
  const parked = (await Promise.all(contexts.map((context) => parkedIn(session.api, context)))).flat();
  session.answer({ parked }, () =>
    parked.length === 0
      ? ['Nothing is parked.']
      : table(['id', 'consumer', 'stream', 'since', 'attempts', 'waiting', 'error'], parked.map(rowOf)),
  );
}

async function show(session: Session, id: string): Promise<void> {
  const { context, parked } = await find(session.api, id);
  const { consumer, source, stream, since, attempts, waiting, position, error, event, now } = parked;
  session.answer({ context, ...parked }, () => [
    `${stream} is parked by ${consumer} since ${since}, after ${attempts} attempts; ${waiting} events wait.`,
    `Position ${position} of ${source === 'log' ? context : source} fails: ${error}`,
    event === null ? 'The event cannot be read at the moment.' : `${event.type} ${JSON.stringify(event.data)}`,
    `Handled now: ${outcomeOf(now)}`,
  ]);
}

async function resume(session: Session, id: string): Promise<void> {
  const { context } = await find(session.api, id);
  const answer = await session.api.post(`/contexts/${context}/parked/${id}/resume`);
  session.answer(answer, () => [`${id} is resumed.`]);
}

async function discard(session: Session, id: string, { reason, all }: DiscardOptions): Promise<void> {
  const { context } = await find(session.api, id);
  const body = { reason, events: all ? 'all' : 'first' };
  const answer = await session.api.post(`/contexts/${context}/parked/${id}/discard`, body);
  session.answer(answer, () => [`${id} is discarded.`]);
}

async function parkedIn(api: SystemApi, context: string): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page: { items: readonly ParkedStream[]; next: string | null } = await api.get(`/contexts/${context}/parked`, {
      after,
      limit: 100,
    });
    found.push(...page.items.map((one) => ({ context, ...one })));
    after = page.next;
  }
  return found;
}

/** An id does not say of which context it is. */
async function find(api: SystemApi, id: string): Promise<{ context: string; parked: ParkedStreamInDetail }> {
  for (const context of await api.contexts()) {
    const path = `/contexts/${context}/parked/${encodeURIComponent(id)}`;
    const parked = await api.get<ParkedStreamInDetail>(path).catch(unlessUnknown);
    if (parked !== undefined) return { context, parked };
  }
  throw usage(`No stream is parked under ${id}. It may have been resumed or discarded meanwhile.`);
}

function unlessUnknown(error: unknown): undefined {
  if (!(error instanceof Refused && error.status === 404)) throw error;
}

function rowOf({ id, consumer, stream, since, attempts, waiting, error }: Listed) {
  return [id, consumer, stream, since, attempts, waiting, error];
}
