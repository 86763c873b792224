import { Command } from 'commander';
import { addArchive } from './commands/archive.js';
import { addConsumers } from './commands/consumers.js';
import { addCoverage } from './commands/coverage.js';
import { addDescribe } from './commands/describe.js';
import { addDoctor } from './commands/doctor.js';
import { addEvents } from './commands/events.js';
import { addParked } from './commands/parked.js';
import { addProcesses } from './commands/processes.js';
import { addRebuild } from './commands/rebuild.js';
import { addStream } from './commands/stream.js';
import { addTrace } from './commands/trace.js';
import { addVerify } from './commands/verify.js';
import { type ExitCode, exitCodes, report } from './exit-codes.js';
import { type Bind, type CommandLineSystem, type GlobalOptions, Session } from './session.js';
import { processTerminal, type Terminal } from './terminal.js';

/** In the order in which they are told of. */
const commands = [
  addDescribe,
  addEvents,
  addStream,
  addTrace,
  addConsumers,
  addRebuild,
  addParked,
  addProcesses,
  addCoverage,
  addVerify,
  addArchive,
  addDoctor,
];

const codes = 'Exit codes: 0 fine, 1 something is wrong with the system, 2 wrong usage, 3 not reachable.';

/**
 * Runs one command of a system's operators, by its arguments without the program's name. Answers with the code to exit with;
 * never throws.
 */
export async function runCommandLine(
  system: CommandLineSystem,
  args: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.fine;
  const bind: Bind =
    (action) =>
    async (...given) => {
      const command = given.pop() as Command;
      const session = new Session(system, terminal, command.optsWithGlobals<GlobalOptions>());
      code = (await action(session, ...(given as never))) ?? exitCodes.fine;
    };
  try {
    await programOf(system, terminal, bind).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return report(error, terminal);
  }
}

/** The program with all its commands. */
export function programOf({ name }: Pick<CommandLineSystem, 'name'>, terminal: Terminal, bind: Bind): Command {
  const lines = (write: (line: string) => void) => (text: string) => write(text.replace(/\n$/, ''));
  const program = new Command('tearline')
    .description(`Looks into the ${name} and tends it.`)
    .option('--json', 'answer with JSON: one document, or for events one line each')
    .option('--url <url>', 'where the system answers; else TEARLINE_URL, else http://localhost:3000')
    .option('--token <token>', 'the access token of an operator; else TEARLINE_TOKEN')
    .addHelpText('after', `\n${codes}`)
    .configureOutput({ writeOut: lines(terminal.print), writeErr: lines(terminal.complain) })
    .exitOverride();
  for (const add of commands) add(program, bind);
  return program;
}
