import type { Command } from 'commander';
import type { ContextArchive } from '#platform/host';
import type { Moved, Restored } from '#platform/log-postgres';
import { usage } from '../exit-codes.js';
import { table } from '../output/table.js';
import type { Bind, Session } from '../session.js';
import { moment } from './arguments.js';

interface BeforeOptions {
  readonly before: Date;
}

type NamedArchive = readonly [context: string, archive: ContextArchive];

const before = ['--before <time>', 'streams that closed before then: 2026-01-01T00:00:00Z'] as const;

export function addArchive(program: Command, bind: Bind): void {
  const archive = program.command('archive').description('move closed streams out of the table of events into files, and back'); // prettier-ignore
  archive.command('list').argument('[contexts...]', 'only these').description('tell which files there are').action(bind(list)); // prettier-ignore
  archive
    .command('estimate')
    .argument('[contexts...]', 'only these')
    .description('tell what would leave; nothing does')
    .requiredOption(...before, moment)
    .action(bind(estimate));
  archive
    .command('run')
    .argument('[contexts...]', 'only these')
    .description('move closed streams into files; may be interrupted and run again')
    .requiredOption(...before, moment)
    .action(bind(move));
  archive
    .command('restore')
    .argument('<context>')
    .argument('[files...]', 'only these')
    .description('put the events of files back into the table, and remove the files')
    .action(bind(restore));
}

async function list(session: Session, only: readonly string[]): Promise<void> {
  const found = await withArchives(session, only, (archives) =>
    inTurn(archives, async ([context, archive]) =>
      (await archive.list()).map(({ name, events, bytes, movedAt }) => ({ context, name, events, bytes, movedAt })),
    ),
  );
  const files = found.flat();
  session.answer(
    { files },
    () =>
    files.length === 0
      ? ['Nothing is archived.']
      : table(['context', 'file', 'events', 'bytes', 'moved'], files.map((file) => [file.context, file.name, file.events, file.bytes, file.movedAt])), // prettier-ignore
  );
}

async function estimate(session: Session, only: readonly string[], options: BeforeOptions): Promise<void> {
  const found = await withArchives(session, only, (archives) =>
    inTurn(archives, async ([context, archive]) =>
      (await archive.estimate(options.before)).map((leaving) => ({ context, ...leaving })),
    ),
  );
  const leaving = found.flat();
  session.answer(
    { leaving },
    () =>
    leaving.length === 0
      ? ['Nothing would leave.']
      : table(['context', 'category', 'streams', 'events'], leaving.map((one) => [one.context, one.category, one.streams, one.events])), // prettier-ignore
  );
}

async function move(session: Session, only: readonly string[], options: BeforeOptions): Promise<void> {
  const { assertChosenPlace } = await import('../store/archive-place.js');
  assertChosenPlace();
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    const moved = await withArchives(session, only, (archives) =>
      inTurn(archives, async ([context, archive]) => {
        await archive.prepare();
        return { context, ...(await moveOne(session, context, archive, options, interrupted.signal)) };
      }),
    );
    session.answer({ moved, isComplete: !interrupted.signal.aborted }, () => [
      ...table(['context', 'files', 'streams', 'events', 'bytes'], moved.map((one) => [one.context, one.files, one.streams, one.events, one.bytes])), // prettier-ignore
      ...(interrupted.signal.aborted ? ['It was interrupted: run it again for the rest.'] : []),
    ]);
  } finally {
    process.off('SIGINT', interrupt);
  }
}

async function moveOne(
  session: Session,
  context: string,
  archive: ContextArchive,
  options: BeforeOptions,
  signal: AbortSignal,
): Promise<Moved> {
  const of = (await archive.estimate(options.before)).reduce((sum, { events }) => sum + events, 0);
  const bar = session.progress(context);
  const onMoved = ({ events }: Moved) => bar.show({ done: events, of, rate: null, secondsLeft: null });
  try {
    return await archive.move({ before: options.before, signal, onMoved });
  } finally {
    bar.end();
  }
}

async function restore(session: Session, context: string, names: readonly string[]): Promise<void> {
  const [restored] = await withArchives(session, [context], (archives) =>
    inTurn(archives, ([, archive]) => restoreOne(session, context, archive, names)),
  );
  session.answer({ context, ...restored! }, () => [
    `${restored!.events} events of ${restored!.files} files are back in the table.`,
  ]);
}

async function restoreOne(
  session: Session,
  context: string,
  archive: ContextArchive,
  names: readonly string[],
): Promise<Restored> {
  const files = await archive.list();
  const unknown = names.find((name) => !files.some((file) => file.name === name));
  if (unknown !== undefined)
    throw usage(`The archive of ${context} has no file ${unknown}: see tearline archive list.`);
  const wanted = files.filter(({ name }) => names.length === 0 || names.includes(name));
  const of = wanted.reduce((sum, { events }) => sum + events, 0);
  const bar = session.progress(context);
  const onRestored = ({ events }: Restored) => bar.show({ done: events, of, rate: null, secondsLeft: null });
  try {
    return await archive.restore(
      wanted.map(({ name }) => name),
      onRestored,
    );
  } finally {
    bar.end();
  }
}

async function withArchives<T>(
  session: Session,
  only: readonly string[],
  work: (archives: readonly NamedArchive[]) => Promise<T>,
): Promise<T> {
  const { assertThere, withHomes } = await import('../store/context-stores.js');
  const { ContextArchive: Archive } = await import('#platform/host');
  return withHomes(session, only, async (homes) => {
    for (const { definition, home } of homes) await assertThere(definition, home);
    return work(homes.map(({ definition, home }) => [definition.name, new Archive(definition, home)] as const));
  });
}

async function inTurn<T>(
  archives: readonly NamedArchive[],
  work: (archive: NamedArchive) => Promise<T>,
): Promise<readonly T[]> {
  const done: T[] = [];
  for (const archive of archives) done.push(await work(archive));
  return done;
}
