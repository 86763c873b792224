import { commandLine, type Wanted } from './command-line.js';
import { busyness, whyNotNow } from './machine/quiet.js';
import { chosen, measures } from './measures.js';
import { runMeasures } from './run.js';

process.env['LOG_LEVEL'] ??= 'error';

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const wanted = commandLine(measures).parse().opts<Wanted>();
const reason = whyNotNow(busyness());
if (reason !== undefined) console.error(reason);
if (reason !== undefined && !wanted.force) {
  process.exitCode = 2;
} else {
  const { sections } = await runMeasures(wanted, chosen(wanted.only));
  process.exitCode = sections.some(({ failed }) => failed !== undefined) ? 1 : 0;
}
