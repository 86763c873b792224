import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { table } from '../output/table.js';
import type { Bind, Session } from '../session.js';
import type { Diagnosis, State } from '../store/diagnosis.js';

const worstFirst: readonly State[] = ['wrong', 'unreachable', 'doubtful', 'fine'];

export function addDoctor(program: Command, bind: Bind): void {
  program
    .command('doctor')
    .description(
      'look at settings, databases, rights, clocks, broker and the running system; 1 when something is wrong, 3 when somebody does not answer',
    ) // prettier-ignore
    .action(bind(doctor));
}

async function doctor(session: Session): Promise<ExitCode> {
  const { withHomes } = await import('../store/context-stores.js');
  const examine = await import('../store/examine.js');
  const found = await withHomes(session, [], async (homes) => [
    ...examine.examineSettings(),
    ...(await examine.examineServers(homes)),
    ...(await examine.examineContexts(homes)),
    ...(await examine.examineTransport(session.system.name)),
    ...(await examine.examineSystem(session.url)),
  ]);
  session.answer({ findings: found }, () => linesOf(found));
  const states = new Set(found.map(({ state }) => state));
  if (states.has('wrong')) return exitCodes.wrong;
  return states.has('unreachable') ? exitCodes.unreachable : exitCodes.fine;
}

function linesOf(found: readonly Diagnosis[]): readonly string[] {
  const ordered = found.toSorted((a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state));
  return table(['state', 'of', 'check', 'finding'], ordered.map(({ state, of, check, says }) => [state, of, check, says])); // prettier-ignore
}
