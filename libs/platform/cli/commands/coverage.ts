import type { Command } from 'commander';
import type { ConsumerStanding, SourceStanding } from '#platform/consumers';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { type Cell, table } from '../output/table.js';
import type { Bind, Session } from '../session.js';
import { standingsOf } from '../standings.js';

interface Covered extends Pick<SourceStanding, 'source' | 'checkpoint' | 'coverage'> {
  readonly consumer: string;
}

const headings = [
  'consumer',
  'source',
  'up to',
  'handled',
  'passed over',
  'waiting',
  'later',
  'discarded',
  'uncovered',
];

export function addCoverage(program: Command, bind: Bind): void {
  program
    .command('coverage')
    .argument('[context]', 'only of this one')
    .description('tell what became of every position, consumer by consumer; 1 when one cannot be accounted for')
    .action(bind(coverage));
}

async function coverage(session: Session, only?: string): Promise<ExitCode> {
  const sources = (await standingsOf(session.api, only)).flatMap(ofConsumer);
  const uncovered = sources.reduce((sum, one) => sum + (one.coverage?.uncovered ?? 0), 0);
  session.answer({ uncovered, sources }, () => [
    ...table(headings, sources.map(rowOf)),
    uncovered === 0
      ? 'Every position was handled, passed over, discarded by a person, or waits.'
      : `${uncovered} positions cannot be accounted for: something was lost, or changed by hand.`,
  ]);
  return uncovered === 0 ? exitCodes.fine : exitCodes.wrong;
}

function ofConsumer({ name, sources }: ConsumerStanding): readonly Covered[] {
  return sources.map(({ source, checkpoint, coverage: counted }) => ({
    consumer: name,
    source,
    checkpoint,
    coverage: counted,
  }));
}

function rowOf({ consumer, source, checkpoint, coverage: counted }: Covered): readonly Cell[] {
  const { handled = 0, passedOver = 0, waiting = 0, handledLater = 0, discarded = 0, uncovered = 0 } = counted ?? {};
  return [consumer, source, checkpoint, handled, passedOver, waiting, handledLater, discarded, uncovered];
}
