import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import type { Program } from '#platform/supervisor';
import type { Protection } from '#platform/weakening';
import { eventually } from '../support/eventually.js';
import { Recorder } from './history/history.js';
import { wrongIn } from './history/checks.js';
import { type Bounds, heldBy } from './held.js';
import { damage, unrest } from './invariants/logs.js';
import { readLogs } from './invariants/read-logs.js';
import { KillableProcess } from './killable-process.js';
import { Outside } from './outside.js';
import { Relay } from './relay.js';
import { Ringers } from './ringers.js';
import { tearApart } from './torn-small-system.js';

export type Settings = Readonly<Record<string, string>>;

export interface SmallSystemOptions {
  readonly databaseUrl: string;
  /** Names the file of its history. */
  readonly name: string;
  /** How many processes, each with both contexts; one where nothing is said. */
  readonly instances?: number;
  /** The address of a broker; then each context is a process of its own. */
  readonly natsUrl?: string;
  readonly weakened?: readonly Protection[];
  readonly settings?: Settings;
  /** More settings of one process, by its place. */
  readonly settingsOf?: (instance: number) => Settings;
}

const connectionsPerContext = 4;
/** What a process may use of memory for its objects, in megabytes: one that hoards them dies. */
const heap = 256;
const bounds: Bounds = { megabytes: 400, files: 100 };
const seen = 150;

/**
 * A tower whose bells are rung and a village that hears them, as a process that starts quickly and may die at any moment. Its clients
 * reach it at an address that stays; all that they, the outside and the database see becomes its history.
 */
export class SmallSystem {
  readonly history: Recorder;
  readonly ringers: Ringers;
  readonly database: Pool;
  /** A file in which its processes note over what they have stumbled. */
  readonly stumbles = join(tmpdir(), `tearline-stumbles-${randomUUID()}`);
  /** How many consumers the village has. */
  private readonly consumers: number;
  /** How long the village's timers run, in milliseconds. */
  private readonly answersAfter: number;
  /** How long it may take to come to rest, in milliseconds: without a protection it may never. */
  private readonly patience: number;
  private isWatching = true;
  private readonly watching: Promise<void>;

  private constructor(
    readonly processes: readonly KillableProcess[],
    private readonly relay: Relay,
    readonly outside: Outside,
    { databaseUrl, name, settings, weakened }: SmallSystemOptions,
  ) {
    this.patience = (weakened ?? []).length === 0 ? 180_000 : 20_000;
    this.answersAfter = Number(settings?.['ANSWER_AFTER'] ?? 50);
    this.consumers = settings?.['HEARING']?.split(',').length ?? 5;
    this.history = new Recorder([name, ...(weakened ?? [])].join(' without '));
    outside.tell((call) => this.history.note({ what: 'called', ...call }));
    this.ringers = new Ringers(`http://127.0.0.1:${relay.port}`, this.history);
    this.database = new Pool({ connectionString: databaseUrl, max: 2, connectionTimeoutMillis: 5_000 });
    this.database.on('error', () => undefined);
    this.watching = this.watch();
  }

  /** Wires one up without starting any of its processes. */
  static async prepare(options: SmallSystemOptions): Promise<SmallSystem> {
    const [relay, outside] = [await Relay.open(), await Outside.open()];
    const common = commonSettings(options, outside.url);
    const torn = options.natsUrl === undefined ? undefined : await tearApart(common, options.natsUrl);
    const programs =
      torn?.programs ?? Array.from({ length: options.instances ?? 1 }, (_, index) => alike(common, index, options));
    const processes = programs.map((program) => new KillableProcess(program));
    relay.lead(() => {
      const open = (torn ? processes.slice(0, 1) : processes).flatMap(({ origin }) => origin ?? []);
      return open.length === 0 ? undefined : Number(new URL(open[0]!).port);
    });
    const system = new SmallSystem(processes, relay, outside, options);
    if (torn !== undefined) system.ringers.admission = torn.admission;
    return system;
  }

  /** The first of its processes, or the only one. */
  get process(): KillableProcess {
    return this.processes[0]!;
  }

  async start(): Promise<this> {
    await Promise.all(this.processes.map((process) => process.start()));
    return this;
  }

  /** Plays a scenario, and fails with what a process has printed as soon as that dies of itself. */
  play<Result>(scenario: () => Promise<Result>): Promise<Result> {
    return Promise.race([scenario(), ...this.processes.map(({ diesOfItself }) => diesOfItself)]);
  }

  /** Resolves once nothing is at work any more. */
  async rest(within = this.patience): Promise<void> {
    const look = async () => {
      const logs = await readLogs(this.database);
      const timers = logs.reduce((sum, log) => sum + log.timers, 0);
      const begun = await this.count('village.checkpoints', `consumer NOT LIKE '%@%'`);
      const atWork = [
        ...unrest(logs),
        ...(timers > 0 ? [`${timers} timers run`] : []),
        ...(begun < this.consumers ? [`${begun} of ${this.consumers} consumers have begun`] : []),
      ];
      if (atWork.length > 0) throw new Error(`Not at rest:\n${atWork.join('\n')}`);
    };
    await eventually(look, { within, every: 100 });
  }

  /** All that is wrong once nothing is at work any more. */
  async wrongAtRest(): Promise<readonly string[]> {
    await this.ringers.stop();
    const restless = await this.restless();
    return [...restless, ...(await this.wrong())];
  }

  /** What does not come to rest in time. */
  restless(): Promise<readonly string[]> {
    return this.rest().then(
      () => [],
      (error: Error) => [error.message],
    );
  }

  /** All that is wrong at this moment. */
  async wrong(): Promise<readonly string[]> {
    await this.collect();
    const damaged = damage(await readLogs(this.database));
    const wrong = [...damaged, ...(await this.wrongWithProcesses())];
    return wrong.length === 0 ? [] : [...wrong, `(${this.history.file})`];
  }

  /** All that is wrong so far, and with what the processes that live hold and say of their health. */
  async wrongWithProcesses(): Promise<readonly string[]> {
    await this.noteWhatIsHeld();
    for (const process of this.processes.filter(({ isRunning }) => isRunning)) await this.noteHealth(true, { process });
    return wrongIn(this.history.entries);
  }

  /** Asks a process for its health, once it had the time to notice; whoever asks knows whether it can work. */
  async noteHealth(works: boolean, { process = this.process } = {}): Promise<void> {
    const isReady = () =>
      fetch(`${process.origin}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    const look = async () => expect(await isReady()).toBe(works);
    await eventually(look, { within: 10_000, every: 100 }).catch(() => undefined);
    this.history.note({ what: 'health', ready: await isReady(), works });
  }

  async count(table: string, where = 'true'): Promise<number> {
    const { rows } = await this.database.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM ${table} WHERE ${where}`,
    );
    return rows[0]!.count;
  }

  async end(): Promise<void> {
    this.ringers.giveUp();
    this.isWatching = false;
    await this.watching;
    await Promise.all(this.processes.map((process) => process.end()));
    await this.database.end();
    this.relay.close();
    this.outside.close();
    await rm(this.stumbles, { force: true });
  }

  /** Adds to the history what the database holds of every ringing. */
  private async collect(): Promise<void> {
    const { history } = this;
    const recorded = await this.soundsOf('tower.events', 'Rung');
    for (const sound of recorded) history.note({ what: 'recorded', ...sound });
    const { rows: heard } = await this.database.query<{ bell: string; nth: number }>(
      `SELECT bell, nth::integer FROM village.heard_in_order, jsonb_array_elements(nths) WITH ORDINALITY n(nth, place) ORDER BY bell, place`,
    );
    for (const sound of heard) history.note({ what: 'applied', by: 'heard', ...sound });
    for (const [by, type] of Object.entries({ echoes: 'Echoed', answers: 'Answered', messages: 'Noted' }))
      for (const { bell, nth } of await this.soundsOf('village.events', type))
        history.note({ what: 'applied', by, bell, nth });
    const { rows: waits } = await this.database.query<{ milliseconds: number | null }>(shortestWait);
    const [{ milliseconds }] = waits as [(typeof waits)[0]];
    if (milliseconds !== null) history.note({ what: 'waited', milliseconds, atLeast: this.answersAfter });
    const { rows: tally } = await this.database.query<{ differ: boolean }>(tallyDiffers);
    history.note({ what: 'compared', differ: tally[0]!.differ });
    const rebuilt = this.processes.flatMap(({ output }) => [...output.matchAll(/^Rebuilt: (equal|it differs)\./gm)]);
    for (const [, result] of rebuilt) history.note({ what: 'compared', differ: result === 'it differs' });
  }

  private async soundsOf(table: string, type: string) {
    const { rows } = await this.database.query<{
      position: number;
      data: { bell: string; nth: number; ring: string };
    }>(`SELECT position::integer, data FROM ${table} WHERE type = $1 ORDER BY position`, [type]);
    return rows.map(({ position, data }) => ({ ...data, position }));
  }

  /** What the processes that live hold of memory, files and connections. */
  private async noteWhatIsHeld(): Promise<void> {
    const living = this.processes.filter(({ isRunning }) => isRunning);
    for (const held of heldBy(living, bounds)) this.history.note({ what: 'held', ...held });
    const { rows } = await this.database.query<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity
       WHERE datname = current_database() AND application_name ~ '^tearline (tower|village) ' ORDER BY 1`,
    );
    const of = `connections (${rows.map(({ name }) => name).join(', ')})`;
    const atMost = living.length * 2 * (connectionsPerContext + 1);
    this.history.note({ what: 'held', of, amount: rows.length, atMost });
  }

  /** Looks at the checkpoints again and again. */
  private async watch(): Promise<void> {
    while (this.isWatching) {
      const { rows } = await this.database
        .query<{ consumer: string; generation: number; position: number }>(
          'SELECT consumer, generation, position::integer FROM village.checkpoints',
        )
        .catch(() => ({ rows: [] }));
      for (const row of rows) this.history.note({ what: 'stored', ...row });
      await pause(seen);
    }
  }
}

function commonSettings({ databaseUrl, weakened = [], settings }: SmallSystemOptions, outside: string): Settings {
  return {
    CONTEXTS: 'tower,village',
    DATABASE_URL: databaseUrl,
    DATABASE_ROLE_PREFIX: 'tearline_small',
    DATABASE_CONNECTIONS: String(connectionsPerContext),
    NODE_OPTIONS: `--max-old-space-size=${heap}`,
    OUTSIDE: outside,
    LOG_LEVEL: 'warn',
    PORT: '0',
    ...(weakened.length > 0 && { WEAKENED: weakened.join() }),
    ...settings,
  };
}

function alike(common: Settings, index: number, { settingsOf }: SmallSystemOptions): Program {
  const file = 'dist/test/faults/small-system/main.js';
  return { name: `instance ${index + 1}`, file, env: { ...common, ...settingsOf?.(index) } };
}

/** From the ringing, which is before its timer is started, to the answer, which is after it has elapsed. */
const shortestWait = `
  SELECT min(extract(epoch FROM a.recorded_at - r.recorded_at) * 1000)::float AS milliseconds
  FROM tower.events r JOIN village.events a ON a.type = 'Answered' AND r.data->>'ring' = a.data->>'ring'`;

/** Whether the read model says something else than the log does. */
const tallyDiffers = `
  WITH told AS (
    SELECT lower(type) AS kind, data->>'bell' AS bell, (data->>'nth')::integer AS nth, count(*)::integer AS times
    FROM village.events WHERE type IN ('Echoed', 'Answered', 'Noted') GROUP BY 1, 2, 3)
  SELECT EXISTS (SELECT * FROM told EXCEPT SELECT kind, bell, nth, times FROM village.tally)
    OR EXISTS (SELECT kind, bell, nth, times FROM village.tally EXCEPT SELECT * FROM told) AS differ`;
