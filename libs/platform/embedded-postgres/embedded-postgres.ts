import type { Client } from 'pg';
import { locateBinaries, type Binaries } from './binaries.js';
import { prepareCluster } from './cluster.js';
import { withDirectoryLock } from './directory-lock.js';
import { place, type Placement } from './placement.js';
import { findPostmaster, lastWords, spawnPostmaster, stopPostmaster, type Postmaster } from './postmaster.js';
import { announcePresence, isLastOne, urlOf } from './presence.js';
import { takeAlong } from './processes.js';

/** A PostgreSQL server that came with the project. Several processes may use the same one. */
export interface EmbeddedPostgres {
  /** Connects as superuser to the maintenance database: `postgres://tearline:<password>@127.0.0.1:<port>/postgres`. */
  readonly url: string;
  /** Where the data really is: below the wanted directory, or in a temporary one when that is out of reach. */
  readonly dataDirectory: string;
  /** The server's process id. */
  readonly pid: number;
  /**
   * Leaves the server, and shuts it down when no other process has started or joined it. Other connections do not keep
   * it: they are cut off, so close your own pools first. Resolves when the server's process is gone; may be called
   * more than once. Throws when it does not go within 35 seconds.
   */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Holds the data, the password and the server's log. Made when missing; one directory is one server. */
  readonly directory: string;
  /** Server settings beyond the defaults, by name. They do not reach a server that is running already. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Is told, in one line each, what a person waiting should know. */
  readonly log?: (line: string) => void;
}

const attempts = 3;

/**
 * Starts the PostgreSQL that npm installed, or joins the one already running on the same directory, for example
 * because its previous owner was killed. The first start makes the data directory, which takes about a second.
 * The server listens on a free port of 127.0.0.1 only, and writes as safely as any (`fsync` is on). As root it is
 * run as an unprivileged user.
 *
 * Rejects with the server's own words when it does not start, and leaves no process behind then.
 *
 * ```ts
 * const postgres = await startEmbeddedPostgres({ directory: '.data/postgres', log: console.log });
 * const pool = new Pool({ connectionString: postgres.url });
 * …
 * await pool.end();
 * await postgres.stop();
 * ```
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const placement = await place(options.directory, log);
  return withDirectoryLock(placement.directory, async () => {
    const binaries = await locateBinaries(placement.identity, log);
    const password = await prepareCluster(placement, binaries);
    const joined = await join(placement, password, log);
    return joined ?? (await start(placement, binaries, password, options.settings ?? {}, log));
  });
}

async function join(
  placement: Placement,
  password: string,
  log: (line: string) => void,
): Promise<EmbeddedPostgres | undefined> {
  const postmaster = await findPostmaster(placement);
  if (postmaster === undefined) return undefined;
  const presence = await announcePresence(postmaster, placement, password, log);
  return presence && new RunningPostgres(placement, postmaster, password, presence);
}

async function start(
  placement: Placement,
  binaries: Binaries,
  password: string,
  settings: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<EmbeddedPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    const postmaster = await spawnPostmaster(placement, binaries, settings);
    const letGo = takeAlong(postmaster.pid);
    try {
      const presence = await announcePresence(postmaster, placement, password, log);
      if (presence) return new RunningPostgres(placement, postmaster, password, presence);
    } catch (error) {
      await stopPostmaster(postmaster.pid);
      throw error;
    } finally {
      letGo();
    }
    const words = await lastWords(placement);
    const portWasTaken = words.includes('could not bind') && attempt < attempts;
    if (!portWasTaken) throw new Error(`PostgreSQL did not start in ${placement.dataDirectory}. It said:\n${words}`);
  }
}

class RunningPostgres implements EmbeddedPostgres {
  readonly url: string;
  readonly dataDirectory: string;
  readonly pid: number;
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly placement: Placement,
    postmaster: Postmaster,
    password: string,
    private readonly presence: Client,
  ) {
    this.url = urlOf(postmaster, password);
    this.dataDirectory = placement.dataDirectory;
    this.pid = postmaster.pid;
  }

  stop(): Promise<void> {
    return (this.stopped ??= this.leave());
  }

  // Under the lock, so that nobody joins between the look round and the shutdown.
  private leave(): Promise<void> {
    return withDirectoryLock(this.placement.directory, async () => {
      // A failing look round means that the server is gone or stuck: shutting it down is right in both cases.
      const lastOne = await isLastOne(this.presence).catch(() => true);
      await this.presence.end().catch(() => undefined);
      const stillOurs = (await findPostmaster(this.placement))?.pid === this.pid;
      if (lastOne && stillOurs) await stopPostmaster(this.pid);
    });
  }
}
