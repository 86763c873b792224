import { LRUCache } from 'lru-cache';
import { WrongSettings } from '#platform/config';
import type { Queryable } from '#platform/database';
import { decrypt, encrypt, type Key, keyFrom, newKey } from './cipher.js';

/** A person's key, or that it is destroyed. */
export type KeyOrNone = Key | 'destroyed';

interface KeyRow {
  readonly subject: string;
  readonly key: Buffer | null;
}

/** Keys in memory at once. */
const remembered = 10_000;

/**
 * The keys of one context's people, in its table `personal_keys`, each wrapped by a secret of the settings. A destroyed key
 * stays destroyed: nobody makes another one for the same person.
 */
export class PersonalKeys {
  private readonly known = new LRUCache<string, { key: KeyOrNone }>({ max: remembered });
  private readonly wrapping: readonly Key[];
  /** The position up to which it is known whose keys are destroyed. */
  private seenUpTo: string | undefined;

  constructor(
    private readonly context: string,
    private readonly database: Queryable,
    secrets: readonly string[],
  ) {
    this.wrapping = secrets.map(keyFrom);
  }

  /** The keys of those of these people who have one. */
  async find(subjects: Iterable<string>): Promise<ReadonlyMap<string, KeyOrNone>> {
    const { found, missing } = this.remembered(subjects);
    if (missing.length > 0)
      for (const [subject, key] of await this.read(this.database, missing)) found.set(subject, key);
    return found;
  }

  /** The keys of all these people; who has none gets one. */
  async ensure(subjects: Iterable<string>, on = this.database): Promise<ReadonlyMap<string, KeyOrNone>> {
    const { found, missing } = this.remembered(subjects);
    if (missing.length === 0) return found;
    // In one order everywhere: two transactions that make keys for the same people wait for each other one way only.
    const inOrder = missing.toSorted();
    await on.query({
      name: 'make personal keys',
      text: `insert into personal_keys (subject, key) select * from unnest($1::text[], $2::bytea[]) on conflict do nothing`,
      values: [inOrder, inOrder.map((subject) => this.wrap(subject, newKey()))],
    });
    for (const [subject, key] of await this.read(on, inOrder)) found.set(subject, key);
    return found;
  }

  /**
   * Destroys a person's key where the log has not done that with the event that forgets them, as older code left it; no
   * other will be made.
   */
  async destroy(subject: string): Promise<void> {
    // A row that is there can be changed under the lock of the head without waiting for whoever is about to make it.
    const key = (await this.ensure([subject])).get(subject);
    if (key === 'destroyed') return;
    await this.database.query(
      `with head as materialized (select position from log_head for update)
       update personal_keys set key = null, destroyed_at = clock_timestamp(), forgotten_at = head.position
       from head where subject = $1 and key is not null`,
      [subject],
    );
    this.known.set(subject, { key: 'destroyed' });
  }

  /** Takes note that the keys of these people are destroyed; true when that was not known here. */
  learnDestroyed(subjects: readonly string[]): boolean {
    const news = subjects.filter((subject) => this.known.peek(subject)?.key !== 'destroyed');
    for (const subject of news) this.known.set(subject, { key: 'destroyed' });
    return news.length > 0;
  }

  /**
   * Notices keys that were destroyed elsewhere; true when there were some since it was asked last, which has to be once before
   * any key is used. Keys are destroyed under the lock of the log's head, so none comes to be behind a position that was seen.
   */
  async noticeDestroyed(): Promise<boolean> {
    const { rows } = await this.database.query<{ subject: string | null; head: string }>({
      name: 'destroyed personal keys',
      text: `select k.subject, h.position as head from log_head h
        left join personal_keys k on k.forgotten_at >= coalesce($1, h.position)`,
      values: [this.seenUpTo ?? null],
    });
    this.seenUpTo = rows[0]!.head;
    return this.learnDestroyed(rows.flatMap(({ subject }) => subject ?? []));
  }

  /** Wraps anew, under the first secret, what is under a former one. Answers with how many keys that were. */
  async rewrap(): Promise<number> {
    let [after, rewrapped] = ['', 0];
    for (;;) {
      const { rows } = await this.database.query<KeyRow>(
        'select subject, key from personal_keys where subject > $1 and key is not null order by subject limit 1000',
        [after],
      );
      const old = rows.filter(({ subject, key }) => this.tryOpen(this.wrapping[0]!, subject, key!) === undefined);
      await this.database.query(
        `update personal_keys k set key = n.new from unnest($1::text[], $2::bytea[], $3::bytea[]) n(subject, old, new)
         where k.subject = n.subject and k.key = n.old`,
        [
          old.map(({ subject }) => subject),
          old.map(({ key }) => key),
          old.map(({ subject, key }) => this.wrap(subject, this.unwrap(subject, key!))),
        ],
      );
      rewrapped += old.length;
      if (rows.length < 1000) return rewrapped;
      after = rows.at(-1)!.subject;
    }
  }

  private remembered(subjects: Iterable<string>) {
    const found = new Map<string, KeyOrNone>();
    const missing: string[] = [];
    for (const subject of new Set(subjects)) {
      const key = this.known.get(subject)?.key;
      if (key === undefined) missing.push(subject);
      else found.set(subject, key);
    }
    return { found, missing };
  }

  /** What is read inside a transaction may never be committed, and is not remembered. */
  private async read(on: Queryable, subjects: readonly string[]): Promise<ReadonlyMap<string, KeyOrNone>> {
    const { rows } = await on.query<KeyRow>({
      name: 'personal keys',
      text: 'select subject, key from personal_keys where subject = any($1)',
      values: [[...subjects]],
    });
    const read = new Map(
      rows.map(({ subject, key }) => [subject, key === null ? 'destroyed' : this.unwrap(subject, key)] as const),
    );
    // What was noticed meanwhile is younger than what was read.
    const isNews = ([subject]: readonly [string, KeyOrNone]) => this.known.peek(subject)?.key !== 'destroyed';
    if (on === this.database) for (const [subject, key] of [...read].filter(isNews)) this.known.set(subject, { key });
    return read;
  }

  private wrap(subject: string, key: Key): Buffer {
    return encrypt(this.wrapping[0]!, this.placeOf(subject), key);
  }

  private unwrap(subject: string, wrapped: Buffer): Key {
    for (const wrapping of this.wrapping) {
      const key = this.tryOpen(wrapping, subject, wrapped);
      if (key !== undefined) return key;
    }
    throw new WrongSettings([
      `The key of personal data of ${subject} in ${this.context} was wrapped under another secret: add that secret to PERSONAL_DATA_SECRET, behind a comma.`,
    ]);
  }

  private tryOpen(wrapping: Key, subject: string, wrapped: Buffer): Key | undefined {
    try {
      return decrypt(wrapping, this.placeOf(subject), wrapped);
    } catch {
      return undefined;
    }
  }

  private placeOf(subject: string): string {
    return `${this.context} ${subject}`;
  }
}
