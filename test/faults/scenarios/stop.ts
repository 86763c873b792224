import { setTimeout as pause } from 'node:timers/promises';
import type { Protection } from '#platform/weakening';
import { eventually } from '../../support/eventually.js';
import type { SmallSystem } from '../small-system-under-test.js';
import { inSmallSystem } from './in-small-system.js';

/** How a process under load is asked to stop: once, while a handler hangs, or then a second time. */
export type Stop = 'once' | 'while a handler hangs' | 'twice';

/** How it must end, and how soon, in milliseconds. */
const ends: Readonly<Record<Stop, { readonly code: number; readonly within: number }>> = {
  once: { code: 0, within: 10_000 },
  twice: { code: 1, within: 1_000 },
  'while a handler hangs': { code: 1, within: 10_000 },
};

/**
 * Asks a process under load to stop, and starts another. Answers with all that is wrong in the end, also with requests that got no
 * answer from a process that was asked once.
 */
export function stopUnderLoad(stop: Stop, ...weakened: Protection[]): Promise<readonly string[]> {
  const settings = { STOP_TIMEOUT: '4s', ...(stop !== 'once' && { HANGS: 'bell-8' }) };
  return inSmallSystem({ name: `stop ${stop}`, weakened }, async (system) => {
    const { process, ringers } = system;
    await process.start(settings);
    ringers.begin({ ringers: 16, pause: 0 });
    await ringers.acknowledgedMore(100);
    const { code, within } = ends[stop];
    const exited = process.exited!;
    const asked = process.stop();
    if (stop === 'twice') await pause(200).then(() => void process.stop());
    const look = () => {
      if (process.isRunning) throw new Error('it has not ended');
    };
    const isLate = await eventually(look, { within }).then(
      () => false,
      () => true,
    );
    if (isLate) return [`a process that was to end within ${within} ms has not ended`];
    const [end] = await Promise.all([exited, asked]);
    const unanswered = stop === 'once' ? await doneButNotAnswered(system) : [];
    await system.start();
    return [
      ...(end.code === code ? [] : [`it ended with ${end.code} and not ${code}`]),
      ...unanswered,
      ...(await system.wrongAtRest()),
    ];
  });
}

/** Requests that had an effect and no answer, though the process was given the time. */
async function doneButNotAnswered({ database, history }: SmallSystem): Promise<readonly string[]> {
  const { rows } = await database.query<{ ring: string }>(`SELECT data->>'ring' AS ring FROM tower.events`);
  const look = () => {
    const answered = new Set(history.entries.flatMap((one) => (one.what === 'acknowledged' ? [one.ring] : [])));
    const open = rows.filter(({ ring }) => !answered.has(ring));
    if (open.length > 0) throw new Error(`${open.length} requests were done and not answered`);
  };
  return eventually(look, { within: 1_000 }).then(
    () => [],
    (error: Error) => [error.message],
  );
}
