import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { Pace } from '../output/progress.js';
import { table } from '../output/table.js';
import type { Bind, Session } from '../session.js';

export function addVerify(program: Command, bind: Bind): void {
  program
    .command('verify')
    .argument('[contexts...]', 'only these')
    .description(
      'read whole logs and judge them: positions, versions, heads, checkpoints, payloads, archives; 1 when there is a fault',
    )
    .action(bind(verify));
}

async function verify(session: Session, only: readonly string[]): Promise<ExitCode> {
  const { withStores } = await import('../store/context-stores.js');
  const { verifyStores } = await import('../store/verify-stores.js');
  const found = await withStores(session, only, (stores) => verifyStores(stores, progressOf(session)));
  const faulty = found.reduce((sum, one) => sum + one.faulty, 0);
  session.answer({ faulty, contexts: found }, () => [
    ...table(
      ['context', 'head', 'streams', 'faults', 'checksum'],
      found.map((one) => [one.context, one.head, one.streams, one.faulty, one.checksum]),
    ),
    ...found.flatMap(({ context, faults }) => faults.map(({ check, problem }) => `${context} (${check}): ${problem}`)),
  ]);
  return faulty === 0 ? exitCodes.fine : exitCodes.wrong;
}

function progressOf(session: Session): (context: string, done: number, of: number) => void {
  let current: { readonly context: string; readonly pace: Pace } | undefined;
  return (context, done, of) => {
    if (current?.context !== context) current = { context, pace: new Pace(of) };
    const bar = session.progress(context);
    bar.show(current.pace.at(done));
    if (done === of) bar.end();
  };
}
