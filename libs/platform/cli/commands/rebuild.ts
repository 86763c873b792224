import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Comparison, Rebuild, Switched } from '#platform/consumers';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { timeLeft } from '../output/progress.js';
import { table } from '../output/table.js';
import type { Bind, Session } from '../session.js';
import { contextIn } from './arguments.js';

/** How often a rebuild is looked at while somebody watches, in milliseconds. */
const lookEvery = 250;

interface SwitchOptions {
  readonly force?: boolean;
  readonly reason?: string;
}

export function addRebuild(program: Command, bind: Bind): void {
  const rebuild = program.command('rebuild').description('build a read model anew beside the one that serves');
  const sub = (name: string, about: string) => rebuild.command(name).argument('<consumer>').description(about);
  sub('start', 'begin').option('--watch', 'and watch it until it is level').action(bind(start));
  sub('show', 'tell how it stands').action(bind(show));
  sub('watch', 'wait until it is level').action(bind(watch));
  sub('compare', 'compare both at the same positions; 1 when they differ').action(bind(compare));
  for (const [name, about] of [
    ['switch', 'have the new one serve'],
    ['switch-back', 'have the former one serve again'],
  ] as const) {
    sub(name, about)
      .option('--force', 'although they differ; needs a reason')
      .option('--reason <text>', 'why; it is kept with who said so')
      .action(bind((session: Session, consumer: string, options: SwitchOptions) => switchTo(session, consumer, name, options))); // prettier-ignore
  }
  sub('cancel', 'drop the one that does not serve').action(bind(cancel));
}

async function start(session: Session, consumer: string, { watch: wait }: { watch?: true }): Promise<void> {
  const begun = await session.api.post<Rebuild>(pathOf(consumer));
  if (wait) await watch(session, consumer);
  else session.answer(begun, () => linesOf(begun));
}

async function show(session: Session, consumer: string): Promise<void> {
  const found = await session.api.get<Rebuild>(pathOf(consumer));
  session.answer(found, () => linesOf(found));
}

async function watch(session: Session, consumer: string): Promise<void> {
  const bar = session.progress(consumer);
  let found = await session.api.get<Rebuild>(pathOf(consumer));
  while (!found.isLevel) {
    bar.show({ ...reachOf(found), rate: found.eventsPerSecond, secondsLeft: found.secondsLeft });
    await pause(lookEvery);
    found = await session.api.get<Rebuild>(pathOf(consumer));
  }
  bar.end();
  session.answer(found, () => linesOf(found));
}

async function compare(session: Session, consumer: string): Promise<ExitCode> {
  const comparison = await session.api.get<Comparison>(`${pathOf(consumer)}/comparison`);
  session.answer(comparison, () => comparisonLines(comparison));
  return comparison.isSame ? exitCodes.fine : exitCodes.wrong;
}

async function switchTo(
  session: Session,
  consumer: string,
  step: 'switch' | 'switch-back',
  { force = false, reason }: SwitchOptions,
): Promise<void> {
  const body = { force, ...(reason !== undefined && { reason }) };
  const switched = await session.api.post<Switched>(`${pathOf(consumer)}/${step}`, body);
  session.answer(switched, () => [...comparisonLines(switched.comparison), ...linesOf(switched.rebuild)]);
}

async function cancel(session: Session, consumer: string): Promise<void> {
  await session.api.delete(pathOf(consumer));
  session.answer({ consumer, status: 'ended' }, () => [`The rebuild of ${consumer} is ended.`]);
}

function pathOf(consumer: string): string {
  return `/contexts/${contextIn(consumer)}/consumers/${encodeURIComponent(consumer)}/rebuild`;
}

function reachOf({ sources }: Rebuild): { readonly done: number; readonly of: number } {
  return {
    done: sources.reduce((sum, { position }) => sum + position, 0),
    of: sources.reduce((sum, { of }) => sum + of, 0),
  };
}

function linesOf(rebuild: Rebuild): readonly string[] {
  const { consumer, status, isLevel, sources, secondsLeft, parked, startedAt } = rebuild;
  const serves = status === 'building' ? 'the former one serves' : 'the new one serves';
  const left = secondsLeft === null ? 'nobody knows yet how long it takes' : `${timeLeft(secondsLeft)} left`;
  return [
    `${consumer}: begun ${startedAt}, ${serves}, ${isLevel ? 'both are level' : left}.`,
    ...table(['source', 'position', 'of'], sources.map(({ source, position, of }) => [source, position, of])), // prettier-ignore
    ...(parked === 0 ? [] : [`${parked} streams are parked beside the one that serves.`]),
  ];
}

function comparisonLines({ isSame, tables }: Comparison): readonly string[] {
  const differences = tables.flatMap(({ table: name, differences: rows }) =>
    rows.map(({ key, is, columns }) => `  ${name} ${JSON.stringify(key)}: ${[is, ...columns].join(' ')}`),
  );
  return [
    ...table(
      ['table', 'rows that serve', 'rows beside', 'differing'],
      tables.map(({ table: name, serving, beside, differing }) => [name, serving.rows, beside.rows, differing]),
    ),
    isSame ? 'Both are the same.' : 'They differ:',
    ...differences,
  ];
}
