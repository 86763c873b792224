import { appendFileSync } from 'node:fs';

/** Names a scenario that this machine cannot play; the names stand before the tally of the run. */
export function notRun(scenario: string, why: string): void {
  const sentence = `not run: ${scenario}, because ${why}`;
  process.stderr.write(`  … ${sentence}\n`);
  const file = process.env['NOT_RUN_FILE'];
  if (file !== undefined) appendFileSync(file, `${sentence}\n`);
}
