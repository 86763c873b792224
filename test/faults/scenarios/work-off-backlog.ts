import type { Protection } from '#platform/weakening';
import { eventually } from '../../support/eventually.js';
import type { SmallSystem } from '../small-system-under-test.js';
import { say } from '../waiting-for.js';
import { inSmallSystem } from './in-small-system.js';

/** So many events wait in the log when a process starts that may use 256 MB of heap. Answers with what is wrong once it has heard them or does not get on. */
export function workOffBacklog(events: number, ...weakened: Protection[]): Promise<readonly string[]> {
  const settings = { HEARING: 'heard', NODE_OPTIONS: '--max-old-space-size=256' };
  return inSmallSystem({ name: `a backlog of ${events} events`, weakened, settings }, async (system) => {
    const { process } = system;
    await process.start();
    await process.end();
    await write(system, events);
    await process.start();
    const look = async () => {
      const heard = await system.count('village.heard', 'times = 1');
      say(`${heard} heard`);
      if (heard < events) throw new Error(`${heard} of ${events} are heard`);
    };
    const within = weakened.length === 0 ? 540_000 : 90_000;
    const isLevel = await eventually(look, { within, every: 5_000 }).then(
      () => true,
      () => false,
    );
    if (!isLevel) return ['the process does not get on'];
    await system.rest();
    const twice = await system.count('village.heard', 'times <> 1');
    return [
      ...(twice === 0 ? [] : [`${twice} events were applied more than once`]),
      ...(await system.wrongWithProcesses()),
    ];
  });
}

/** Ten ringings of each of many bells. */
async function write({ database }: SmallSystem, events: number): Promise<void> {
  const ringing = `json_build_object('bell', 'far-' || n % $1, 'nth', n / $1 + 1, 'ring', gen_random_uuid())`;
  const metadata = `json_build_object('commandId', gen_random_uuid(), 'correlationId', gen_random_uuid())`;
  await database.query(
    `INSERT INTO tower.events (position, stream, version, type, schema_version, data, metadata, event_id, recorded_at)
     SELECT n + 1, 'tower.bell-far-' || n % $1, n / $1 + 1, 'Rung', 1, ${ringing}, ${metadata}, gen_random_uuid(), now()
     FROM generate_series(0, $2::integer - 1) n`,
    [events / 10, events],
  );
  await database.query('UPDATE tower.log_head SET position = $1', [events]);
  await database.query('ANALYZE tower.events');
}
