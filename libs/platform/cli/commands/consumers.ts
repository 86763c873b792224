import type { Command } from 'commander';
import type { ConsumerStanding } from '#platform/consumers';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { type Cell, table } from '../output/table.js';
import type { Bind, Session } from '../session.js';
import { standingsOf } from '../standings.js';

const headings = ['consumer', 'kind', 'source', 'checkpoint', 'head', 'behind', 'seconds', 'due', 'parked'];

export function addConsumers(program: Command, bind: Bind): void {
  program
    .command('consumers')
    .argument('[context]', 'only of this one')
    .description('tell how far consumers are and what they hold back; 1 when one stands still')
    .action(bind(consumers));
}

async function consumers(session: Session, only?: string): Promise<ExitCode> {
  const found = await standingsOf(session.api, only);
  const still = found.filter(({ standsStill }) => standsStill !== null);
  session.answer({ consumers: found }, () => [
    ...table(headings, found.flatMap(rowsOf)),
    ...still.map(({ name, standsStill }) => `${name} stands still: ${standsStill}`),
  ]);
  return still.length === 0 ? exitCodes.fine : exitCodes.wrong;
}

function rowsOf({ name, kind, sources, held }: ConsumerStanding): readonly (readonly Cell[])[] {
  return sources.map(({ source, checkpoint, head, lag }) => [
    name,
    kind,
    source,
    checkpoint,
    head,
    lag?.events ?? null,
    lag === null ? null : Math.round(lag.seconds),
    held.due.streams,
    held.parked.streams,
  ]);
}
