import { type Command, Option } from 'commander';
import type { DifferingProcess, ListedProcess, ProcessInDetail, ReplayReport } from '#platform/consumers';
import { contextOf, type ProcessAct } from '#platform/core';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { table } from '../output/table.js';
import type { Bind, Session } from '../session.js';
import type { SystemApi } from '../system-api.js';
import { outcomeOf } from './dry-run.js';

interface AbortOptions {
  readonly reason: string;
  readonly compensate: boolean;
}

export function addProcesses(program: Command, bind: Bind): void {
  const processes = program
    .command('processes')
    .description('tend the processes of contexts, and play them with the code at hand');
  const states = new Option('--state <state>', 'what they are at').choices(['open', 'stopped', 'ended']);
  processes
    .command('list', { isDefault: true })
    .argument('[context]', 'only of this one')
    .addOption(states.default('open'))
    .description('tell which there are, the longest begun first')
    .action(bind(list));
  processes
    .command('show')
    .argument('<process>')
    .argument('<correlation>')
    .description('tell what it heard and did, and what would happen if it were asked now; nothing of it happens')
    .action(bind(show));
  processes
    .command('resume')
    .argument('<process>')
    .argument('<correlation>')
    .description('have a stopped one go on from all that it knows')
    .action(bind(resume));
  processes
    .command('abort')
    .argument('<process>')
    .argument('<correlation>')
    .description('end it, after undoing what it did where that is declared')
    .requiredOption('--reason <text>', 'why; it is kept with who said so')
    .option('--no-compensate', 'leave what it did as it is')
    .action(bind(abort));
  processes
    .command('replay')
    .argument('[contexts...]', 'only of these')
    .description(
      'play all that have not ended with the code at hand, from the databases; 1 when something would differ',
    )
    .action(bind(replay));
}

async function list(session: Session, only: string | undefined, { state }: { readonly state: string }): Promise<void> {
  const contexts = await session.api.contexts(only);
  const processes = (await Promise.all(contexts.map((context) => processesIn(session.api, context, state)))).flat();
  session.answer({ processes }, () =>
    processes.length === 0
      ? [`No process is ${state === 'ended' ? 'known to have ended' : state}.`]
      : table(['process', 'correlation', 'state', 'since', 'next timer', 'reason'], processes.map(rowOf)),
  );
}

async function processesIn(api: SystemApi, context: string, state: string): Promise<readonly ListedProcess[]> {
  const found: ListedProcess[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page: { items: readonly ListedProcess[]; next: string | null } = await api.get(
      `/contexts/${context}/processes`,
      { state, after, limit: 100 },
    );
    found.push(...page.items);
    after = page.next;
  }
  return found;
}

async function show(session: Session, process: string, correlation: string): Promise<void> {
  const shown = await session.api.get<ProcessInDetail>(pathOf(process, correlation));
  session.answer(shown, () => [
    sentenceOf(shown),
    ...shown.history.map(({ version, type, data, recordedAt }) =>
      [recordedAt, String(version), type, JSON.stringify(data)].join('  '),
    ),
    ...shown.timers.map(({ timer, dueAt }) => `The timer ${timer} is due at ${dueAt}.`),
    ...(shown.notHeard.length === 0 ? [] : [`Not heard: ${shown.notHeard.join(', ')}`]),
    ...(shown.now === null ? [] : [`Asked now: ${outcomeOf(shown.now)}`]),
  ]);
}

async function resume(session: Session, process: string, correlation: string): Promise<void> {
  const after = await session.api.post<ListedProcess>(`${pathOf(process, correlation)}/resume`);
  session.answer(after, () => [sentenceOf(after)]);
}

async function abort(session: Session, process: string, correlation: string, options: AbortOptions): Promise<void> {
  const after = await session.api.post<ListedProcess>(`${pathOf(process, correlation)}/abort`, {
    reason: options.reason,
    compensate: options.compensate,
  });
  session.answer(after, () => [sentenceOf(after)]);
}

async function replay(session: Session, only: readonly string[]): Promise<ExitCode> {
  const { withStores } = await import('../store/context-stores.js');
  const { replayStores } = await import('../store/replay-stores.js');
  const reports = await withStores(session, only, replayStores);
  const differing = reports.reduce((sum, one) => sum + one.differing, 0);
  session.answer({ differing, contexts: reports }, () => [
    ...table(
      ['context', 'processes', 'turns', 'unrecorded', 'differing'],
      reports.map((one) => [one.context, one.processes, one.turns, one.unrecorded, one.differing]),
    ),
    ...reports.flatMap(({ examples }: ReplayReport) => examples.flatMap(linesOf)),
  ]);
  return differing === 0 ? exitCodes.fine : exitCodes.wrong;
}

function linesOf({ process, correlation, differences, now, error }: DifferingProcess): readonly string[] {
  const acts = (sign: string, all: readonly ProcessAct[]) =>
    all.map(({ act, content }) => `    ${sign} ${act} ${JSON.stringify(content)}`);
  return [
    `${process} ${correlation}`,
    ...(error === undefined ? [] : [`  cannot be played: ${error}`]),
    ...differences.flatMap(({ version, after, gone, added }) => [
      `  after ${after} (version ${version})`,
      ...acts('-', gone),
      ...acts('+', added),
    ]),
    ...(now.length === 0 ? [] : ['  asked now', ...acts('+', now)]),
  ];
}

function pathOf(process: string, correlation: string): string {
  return `/contexts/${contextOf(process)}/processes/${process}/${encodeURIComponent(correlation)}`;
}

function sentenceOf({ process, correlation, state, since, reason }: ListedProcess): string {
  return `${process} ${correlation} is ${state}, begun ${since}${reason === null ? '.' : `: ${reason}`}`;
}

function rowOf({ process, correlation, state, since, timers, reason }: ListedProcess) {
  return [process, correlation, state, since, timers[0]?.dueAt ?? null, reason];
}
