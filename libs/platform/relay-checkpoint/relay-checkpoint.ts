import type { Position } from '#platform/core';
import { positionFrom } from '#platform/core';
import type { Queryable } from '#platform/database';

/** How far a relay has come. */
export interface RelayPlace {
  /** Everything up to here is at the broker or is not published. */
  readonly position: Position;
  /** The last published message up to there. */
  readonly last: Position;
}

/** Another instance relays this log: this one was replaced and must stop. */
export class RelayReplaced extends Error {
  constructor(context: string) {
    super(`Another instance has taken over the relay of ${context}`);
    this.name = 'RelayReplaced';
  }
}

/** By which mark what was published of the log is told from what was published of another one. */
export async function identityOfLogIn(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ log_id: string }>({
    name: 'identity of log',
    text: 'select log_id from relay',
  });
  return rows[0]!.log_id;
}

/** What the relay remembers, in the context's database. It may remember less than it has done: a message that is published again is known again. */
export class RelayCheckpoint {
  constructor(
    private readonly context: string,
    private readonly database: Queryable,
  ) {}

  async read(): Promise<RelayPlace & { readonly logId: string }> {
    const { rows } = await this.database.query<{ log_id: string; position: string; last_published: string }>(
      'select log_id, position, last_published from relay',
    );
    const [{ log_id: logId, position, last_published: last }] = rows as [(typeof rows)[0]];
    return { logId, position: positionFrom(position), last: positionFrom(last) };
  }

  /** Gives the log another identity, by which what was published of it until now no longer counts. */
  async renew(): Promise<string> {
    const { rows } = await this.database.query<{ log_id: string }>(
      'update relay set log_id = gen_random_uuid() returning log_id',
    );
    return rows[0]!.log_id;
  }

  /** Moves from one place to another by compare-and-set. */
  async move(from: RelayPlace, to: RelayPlace): Promise<void> {
    const { rowCount } = await this.database.query({
      name: 'move relay',
      text: 'update relay set position = $2, last_published = $3, moved_at = clock_timestamp() where position = $1',
      values: [from.position, to.position, to.last],
    });
    if (rowCount !== 1) throw new RelayReplaced(this.context);
  }
}
