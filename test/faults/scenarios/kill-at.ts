import type { CrashPoint } from '#platform/crash-points';
import { eventually } from '../../support/eventually.js';
import { TestBroker } from '../../support/nats.js';
import { Random } from '../random.js';
import type { Settings, SmallSystem, SmallSystemOptions } from '../small-system-under-test.js';
import { say } from '../waiting-for.js';
import { inSmallSystem } from './in-small-system.js';

/** What a process must do besides for a point to be passed, and how often it is passed at most before it dies. */
interface Way {
  readonly settings?: Settings;
  readonly atMost: number;
  /** Whether its handlers fail now and then. */
  readonly stumbles?: boolean;
  /** The bells that are rung, where one alone is passed there sooner. */
  readonly bells?: readonly string[];
}

const often: Way = { atMost: 12 };
const onLongStreams: Way = { atMost: 1, bells: ['bell-1'] };
const stumbling: Way = { stumbles: true, atMost: 3 };
const rebuilding: Way = { settings: { REBUILDS: 'yes' }, atMost: 1 };

/** All points that one process passes by itself while bells are rung. */
export const pointsUnderLoad = {
  'key-claimed': often,
  'writer-decided': often,
  'writer-asked': often,
  'writer-appended': often,
  'writer-committed': often,
  'answer-stored': often,
  'snapshot-written': onLongStreams,
  'consumer-fetched': often,
  'consumer-applied': often,
  'checkpoint-written': often,
  'consumer-before-commit': often,
  'consumer-committed': often,
  'timer-taken': often,
  'effect-calling': often,
  'effect-called': often,
  'effect-noted': often,
  'drain-handled': stumbling,
  'drain-finished': stumbling,
  'rebuild-begun': rebuilding,
  'rebuild-written': { ...rebuilding, atMost: 3 },
  'rebuild-compared': rebuilding,
  'rebuild-exchanged': rebuilding,
} satisfies Partial<Record<CrashPoint, Way>>;

export type PointUnderLoad = keyof typeof pointsUnderLoad;

/** Those that the process of the tower passes when the village hears it over a broker. */
export const pointsOfRelay = ['relay-published', 'relay-confirmed', 'relay-stored'] as const;
type Point = PointUnderLoad | (typeof pointsOfRelay)[number];

/** Kills a process that is under load at each of these points, so many times. Answers with all that is wrong in the end. */
export function killAt(
  points: readonly Point[],
  times: number,
  options: Pick<SmallSystemOptions, 'weakened' | 'natsUrl'> = {},
): Promise<readonly string[]> {
  const name = `kill at ${points.length === 1 ? points[0] : `${points.length} points`}`;
  return inSmallSystem({ name, ...options }, async (system) => {
    const random = Random.printed();
    await system.start();
    const { bells } = points.length === 1 ? wayTo(points[0]!) : often;
    system.ringers.begin({ ...(options.weakened && { pause: 200 }), ...(bells && { bells }) });
    await system.ringers.acknowledgedMore(20);
    await system.process.end();
    const missed: string[] = [];
    for (const point of random.shuffled(points))
      for (let kill = 1; kill <= times; kill += 1) missed.push(...(await killOnce(system, point, random)));
    await system.process.start();
    return [...missed, ...(await system.wrongAtRest())];
  });
}

function wayTo(point: Point): Way {
  return point in pointsUnderLoad ? pointsUnderLoad[point as PointUnderLoad] : often;
}

async function killOnce(system: SmallSystem, point: Point, random: Random): Promise<readonly string[]> {
  const { settings, stumbles, atMost } = wayTo(point);
  const crashAt = `${point}:${random.whole(1, atMost)}`;
  return died(system, { ...settings, ...(stumbles && { STUMBLES: system.stumbles }), CRASH_AT: crashAt });
}

/** Starts the process where it must die; answers with a complaint when it does not. */
export async function died({ process, history }: SmallSystem, settings: Settings): Promise<readonly string[]> {
  const crashAt = settings['CRASH_AT']!;
  say(`dies at ${crashAt}`);
  history.note({ what: 'done', deed: `to be killed at ${crashAt}` });
  void process.start(settings).catch(() => undefined);
  const exited = process.exited!;
  const look = async () => {
    if (process.isRunning) throw new Error('it lives');
    expect(await exited).toEqual({ code: null, signal: 'SIGKILL' });
  };
  const complaint = await eventually(look, { within: 120_000, every: 5 }).then(
    () => [],
    (error: Error) => [`nobody died at ${crashAt}: ${error.message}\n${process.output.slice(-1_000)}`],
  );
  await process.end();
  return complaint;
}

/** Kills the relay's process, while the village hears of the tower over a broker. */
export async function killRelay(times: number): Promise<readonly string[]> {
  const broker = await TestBroker.start();
  try {
    return await killAt(pointsOfRelay, times, { natsUrl: broker.url });
  } finally {
    await broker.close();
  }
}
