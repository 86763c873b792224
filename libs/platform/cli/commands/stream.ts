import type { Command } from 'commander';
import type { StreamState } from '#platform/operations';
import { contextIn, wholeNumber } from './arguments.js';
import type { Bind, Session } from '../session.js';

interface StreamOptions {
  readonly at?: string;
  readonly version?: number;
}

export function addStream(program: Command, bind: Bind): void {
  program
    .command('stream')
    .argument('<stream>', 'its name: orders.order-<id>')
    .description('tell the state of a stream, as it is or as it was')
    .option('--at <time>', 'as it was then: 2026-11-21T10:00:00Z')
    .option('--version <number>', 'as it was at this version', wholeNumber)
    .action(bind(showStream));
}

async function showStream(session: Session, stream: string, { at, version }: StreamOptions): Promise<void> {
  const path = `/contexts/${contextIn(stream)}/streams/${encodeURIComponent(stream)}`;
  const found = await session.api.get<StreamState>(path, { at, version });
  session.answer(found, () => [
    `${found.stream} at version ${found.version}, recorded ${found.recordedAt}`,
    JSON.stringify(found.state, null, 2),
  ]);
}
