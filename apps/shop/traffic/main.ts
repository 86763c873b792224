import { CommanderError } from 'commander';
import { staffCredentials } from './credentials.js';
import { parse } from './options.js';
import { Progress } from './progress.js';
import { Refused } from './refusals.js';
import { asText, isGood, summaryOf } from './report.js';
import { Run } from './run.js';

process.exitCode = await traffic(process.argv.slice(2)).catch(codeOf);

async function traffic(args: readonly string[]): Promise<number> {
  const options = parse(args);
  const credentials = await staffCredentials(options);
  const progress = new Progress(process.stderr, options.orders);
  const run = new Run(options, progress);
  stopBySignal(run);
  const summary = summaryOf(options, await run.go(credentials).finally(() => progress.end()));
  process.stdout.write(options.json ? `${JSON.stringify(summary, undefined, 2)}\n` : asText(summary));
  return isGood(summary) ? 0 : 1;
}

/** The first Ctrl-C ends the shopping and not the check; the second ends everything. */
function stopBySignal(run: Run): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      run.stop();
      process.once(signal, () => process.exit(130));
    });
  }
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  return error.exitCode;
}
