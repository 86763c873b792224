import type { Command } from 'commander';
import type { RecordedEvent } from '#platform/core';
import type { WantedEvents } from '#platform/log';
import { pagesOfEvents } from '../history.js';
import type { Bind, Session } from '../session.js';
import { wholeNumber } from './arguments.js';

interface EventsOptions extends WantedEvents {
  readonly after: number;
  readonly limit: number;
  readonly data?: true;
}

export function addEvents(program: Command, bind: Bind): void {
  program
    .command('events')
    .argument('<context>')
    .description('tell what happened in a context, in the order of its log; with --json one line for each event')
    .option('--stream <name>', 'of this stream')
    .option('--type <type>', 'of this type')
    .option('--correlation <id>', 'that one request set off')
    .option('--from <time>', 'recorded then or later: 2026-11-21T10:00:00Z')
    .option('--to <time>', 'recorded before then')
    .option('--after <position>', 'behind this position', wholeNumber, 0)
    .option('--limit <number>', 'at most so many; 0 for all', wholeNumber, 20)
    .option('--data', 'with what is in them')
    .action(bind(events));
}

async function events({ api, terminal, speaksJson }: Session, context: string, options: EventsOptions): Promise<void> {
  const { stream, type, correlation, from, to, after, limit, data } = options;
  const wanted = { stream, type, correlation, from, to } as WantedEvents;
  const pages = pagesOfEvents(api, context, wanted, { after, ...(limit > 0 && { most: limit }) });
  for await (const page of pages) {
    for (const event of page) {
      terminal.print(speaksJson ? JSON.stringify(event) : lineOf(event));
      if (data && !speaksJson) terminal.print(`    ${JSON.stringify(event.unreadable ?? event.data)}`);
    }
  }
}

function lineOf({ position, recordedAt, stream, version, type, unreadable }: RecordedEvent): string {
  const line = [String(position).padStart(8), recordedAt, type, `${stream}@${version}`].join('  ');
  return unreadable === undefined ? line : `${line}  cannot be read: ${unreadable.because}`;
}
