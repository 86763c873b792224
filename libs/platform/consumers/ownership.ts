import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { isWeakened } from '#platform/weakening';

/** How often to try for what another instance owns, and to show that we still live. Milliseconds. */
const look = 500;
/** How long the server may take to answer before our hold counts as lost. */
const patience = 2_000;
/** After this silence the server gives away what we hold: we are frozen, or nothing gets through. By then we have stopped, if we can. */
const silence = 4_000;

/**
 * Holds the right to run consumers: one session advisory lock each, all on one connection. When the connection is lost so are
 * the locks; the work is then stopped, and the checkpoint's compare-and-set refuses whatever it still tries to write. Whoever
 * says nothing for four seconds loses them too, though the connection may seem to stand.
 */
export class Ownership {
  private readonly stopping = new AbortController();
  private holding: Promise<void> | undefined;
  private readonly owned = new Map<string, Promise<void>>();

  constructor(
    private readonly connection: pg.ClientConfig,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Runs `work` for each name whenever this instance owns it, until `release`. */
  hold(names: readonly string[], work: (name: string, signal: AbortSignal) => Promise<void>): void {
    this.holding = this.keepHolding(names, work);
  }

  /** Whether the work of this name runs here. */
  owns(name: string): boolean {
    return this.owned.has(name);
  }

  /** Stops the work, waits for it to end, and gives the locks back. */
  async release(): Promise<void> {
    this.stopping.abort();
    await this.holding;
  }

  private async keepHolding(names: readonly string[], work: (name: string, signal: AbortSignal) => Promise<void>) {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.session(names, work);
      } catch (error) {
        this.onError(error);
        await pause(look / 2, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** One connection's life: takes what is free, again and again, until the connection or the process ends. */
  private async session(
    names: readonly string[],
    work: (name: string, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const client = new pg.Client({
      ...this.connection,
      query_timeout: patience,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    const lost = new AbortController();
    client.on('error', () => lost.abort());
    client.on('end', () => lost.abort());
    const ended = AbortSignal.any([lost.signal, this.stopping.signal]);
    const { owned } = this;
    await client.connect();
    try {
      if (!isWeakened('silence-ends-ownership')) await client.query(`set idle_session_timeout = ${silence}`);
      while (!ended.aborted) {
        for (const name of await lockFree(
          client,
          names.filter((one) => !owned.has(one)),
        )) {
          const task = work(name, ended)
            .catch(this.onError)
            .then(() => (ended.aborted ? undefined : unlock(client, name)))
            .catch(() => lost.abort())
            .finally(() => owned.delete(name));
          owned.set(name, task);
        }
        await pause(look, undefined, { signal: ended }).catch(() => {});
      }
    } finally {
      lost.abort();
      await speaking(client, Promise.all(owned.values()));
      await client.end().catch(() => {});
    }
  }
}

/** Locks those that nobody holds. */
async function lockFree(client: pg.Client, names: readonly string[]): Promise<readonly string[]> {
  if (isWeakened('one-owner')) return names;
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest($1::text[]) name
     where pg_try_advisory_lock(hashtext('tearline consumer'), hashtext(name))`,
    [[...names]],
  );
  return rows.map(({ name }) => name);
}

/** Keeps the locks while work comes to its end. */
async function speaking(client: pg.Client, work: Promise<unknown>): Promise<void> {
  const timer = setInterval(() => void client.query('select 1').catch(() => {}), look);
  await work.finally(() => clearInterval(timer));
}

async function unlock(client: pg.Client, name: string): Promise<void> {
  await client.query(`select pg_advisory_unlock(hashtext('tearline consumer'), hashtext($1))`, [name]);
}
