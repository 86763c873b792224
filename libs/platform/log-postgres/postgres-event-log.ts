import type { Metadata, Position, RecordedEvent } from '#platform/core';
import { beginning, EventTypes, positionFrom } from '#platform/core';
import { crashPoint, crashPointOnceAsked } from '#platform/crash-points';
import type { Database, Queryable, Transaction } from '#platform/database';
import type { AppendOutcome, StreamWrite, WrittenStream } from '#platform/log';
import { EventLog, UnstorableMetadata } from '#platform/log';
import { inSpan, SpanKind } from '#platform/observability';
import { isWeakened } from '#platform/weakening';
import type { Sealing } from '#platform/personal-data';
import type { ArchivedEvents } from './archive/archived-events.js';
import { areDense, inOrder, readPositionsAndArchive, readStreamAndArchive } from './archive/reading.js';
import { type Answer, appendAboutPeople, type People, type SealedWrite, sealedWrites } from './append-about-people.js';
import { appendOne } from './append-one.js';
import { AppendFigures } from './append-figures.js';
import type { GroupCommitLimits } from './group-commit.js';
import { GroupCommit } from './group-commit.js';
import { RecentEvents } from './recent-events.js';
import { columns, type EventRow, recorded } from './stored-event.js';

interface VerdictRow {
  readonly write: number;
  /** 3: the person of this number is forgotten. */
  readonly verdict: 0 | 1 | 2 | 3;
  readonly last_version: number;
  readonly last_position: string;
}

export interface PostgresEventLogOptions extends Partial<GroupCommitLimits> {
  /** Left out, every type is known and has no past. */
  readonly types?: EventTypes;
  /** What has left the table for files. Left out, nothing has. */
  readonly archive?: ArchivedEvents;
  /** Given when the events hold personal data. */
  readonly sealing?: Sealing;
}

/** How many events of the log's end are kept in memory for the readers of this process. */
const recentlyRead = 10_000;

/** The log in the context's PostgreSQL schema. Positions come from one head row; see `sql/`. */
export class PostgresEventLog extends EventLog {
  readonly types: EventTypes;
  private readonly listeners = new Set<() => void>();
  private readonly commits: GroupCommit;
  private readonly figures: AppendFigures;
  private readonly archive: ArchivedEvents | undefined;
  private readonly sealing: Sealing | undefined;
  private readonly recent = new RecentEvents((after, limit) => this.readStored(after, limit), recentlyRead);

  constructor(
    readonly context: string,
    private readonly database: Database,
    { types = new EventTypes(), archive, sealing, ...limits }: PostgresEventLogOptions = {},
  ) {
    super();
    this.types = types;
    this.archive = archive;
    this.sealing = sealing;
    sealing?.onForgotten(() => this.recent.forget());
    this.figures = new AppendFigures(context);
    this.commits = new GroupCommit((groups) => this.commit(groups), limits);
  }

  async append(writes: readonly StreamWrite[]): Promise<AppendOutcome> {
    if (isWeakened('acknowledge-after-append')) return this.handOver(writes);
    const span = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };
    const outcome = await inSpan(`append to ${this.context}`, span, async () =>
      this.commits.append(await this.sealed(writes)),
    );
    if (outcome.outcome === 'appended' || outcome.outcome === 'repeated') this.announce();
    return outcome;
  }

  /** What `append` must not do: it answers for what it does not know. */
  private handOver(writes: readonly StreamWrite[]): AppendOutcome {
    const appended = this.sealed(writes).then((sealed) => this.commits.append(sealed));
    void appended.then(
      () => this.announce(),
      () => {},
    );
    const written = writes.map(({ stream, expectedVersion, events }) => {
      return { stream, version: expectedVersion + events.length, position: beginning };
    });
    return { outcome: 'appended', writes: written };
  }

  async appendWithin(transaction: Transaction, writes: readonly StreamWrite[]): Promise<AppendOutcome> {
    const [outcome] = await this.appendOn(transaction, [await this.sealed(writes, transaction)]);
    return outcome!;
  }

  async outcomeOf(commandId: string, stream: string): Promise<WrittenStream | undefined> {
    const { rows } = await this.database.query<{ position: string; version: number }>(
      `select position, version from events where command_id = $1 and stream = $2
       ${this.archive ? 'union all select position, version from archived_places where command_id = $1 and stream = $2' : ''}
       order by version desc limit 1`,
      [commandId, stream],
    );
    return rows[0] && { stream, version: rows[0].version, position: positionFrom(rows[0].position) };
  }

  async readStream(stream: string, afterVersion: number): Promise<readonly RecordedEvent[]> {
    const rows = await this.rowsOfStream(stream, afterVersion);
    return recorded(rows, this.types, this.sealing);
  }

  private async rowsOfStream(stream: string, afterVersion: number): Promise<readonly EventRow[]> {
    if (this.archive === undefined) {
      const { rows } = await this.database.query<EventRow>({
        name: 'read stream',
        text: `select ${columns} from events where stream = $1 and version > $2 order by version`,
        values: [stream, afterVersion],
      });
      return rows;
    }
    const statement = { name: 'read stream and archive', text: readStreamAndArchive, values: [stream, afterVersion] };
    const find = async () => (await this.database.query<EventRow>(statement)).rows;
    const { rows } = await this.archive.complete(find, (line) => line.stream === stream && line.version > afterVersion);
    return inOrder(rows, ({ version }) => version, afterVersion);
  }

  read(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    return this.recent.after(after, limit);
  }

  private async readStored(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const { rows } = await this.database.query<EventRow>({
      name: 'read log',
      text: `select ${columns} from events where position > $1 ${olderThanAll()} order by position limit $2`,
      values: [after, limit],
    });
    const complete = this.archive === undefined || areDense(rows.map(placeOf), after);
    return recorded(complete ? rows : await this.throughArchive(after, limit, rows), this.types, this.sealing);
  }

  /**
   * The next positions from table and archive. That there is something in the archive shows in the table: the last event of
   * the log never leaves it, so what has left lies before one that is there.
   */
  private async throughArchive(after: Position, limit: number, stored: EventRow[]): Promise<readonly EventRow[]> {
    const statement = { name: 'read log and archive', text: readPositionsAndArchive, values: [after, limit] };
    const find = async () => (await this.database.query<EventRow>(statement)).rows;
    const isWanted = ({ position }: { position: number }) => position > after && position <= after + limit;
    const { rows, archived } = await this.archive!.complete(find, isWanted);
    const first = Number(stored[0]!.position);
    if (!archived && rows.length === 0 && first > after + limit)
      return this.throughArchive(after, first - after, stored);
    return archived ? inOrder(rows, placeOf, after) : rows.toSorted((a, b) => placeOf(a) - placeOf(b));
  }

  async head(): Promise<Position> {
    const { rows } = await this.database.query<{ position: string }>('select position from log_head');
    return rows[0] ? positionFrom(rows[0].position) : beginning;
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  announce(): void {
    for (const listener of this.listeners) listener();
  }

  async notice(): Promise<void> {
    await this.sealing?.notice();
  }

  private async sealed(writes: readonly StreamWrite[], on?: Transaction): Promise<readonly StreamWrite[]> {
    for (const { events } of writes) for (const { metadata } of events) assertFindable(metadata);
    return this.sealing === undefined ? writes : sealedWrites(this.sealing, writes, on);
  }

  private async commit(groups: readonly (readonly StreamWrite[])[]): Promise<readonly AppendOutcome[]> {
    const begun = performance.now();
    const answer = this.appendOn(this.database, groups);
    crashPointOnceAsked('writer-asked');
    const outcomes = await answer;
    crashPoint('writer-committed');
    this.figures.committed(groups.length, begun);
    return outcomes;
  }

  private async appendOn(
    on: Queryable,
    groups: readonly (readonly StreamWrite[])[],
  ): Promise<readonly AppendOutcome[]> {
    const outcomes = this.sealing
      ? await appendAboutPeople(this.sealing, groups as readonly (readonly SealedWrite[])[], (some, people) =>
          this.appendKnowing(people, on, some),
        )
      : outcomesFrom(groups, await this.askPlainly(on, groups));
    this.figures.note(groups, outcomes);
    return outcomes;
  }

  private async appendKnowing(
    { about, forgotten }: People,
    on: Queryable,
    groups: readonly (readonly StreamWrite[])[],
  ): Promise<Answer> {
    if (about.length + forgotten.length === 0)
      return { outcomes: outcomesFrom(groups, await this.askPlainly(on, groups)) };
    const { rows } = await on.query<VerdictRow>({
      name: 'append about people',
      text: 'select * from append_about($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)',
      values: [about, forgotten.map(({ subject }) => subject), forgotten.map(({ by }) => by), ...parametersOf(groups)],
    });
    const areForgotten = rows.flatMap(({ write, verdict }) => (verdict === 3 ? about[write - 1]! : []));
    return areForgotten.length > 0 ? { areForgotten } : { outcomes: outcomesFrom(groups, rows) };
  }

  private async askPlainly(on: Queryable, groups: readonly (readonly StreamWrite[])[]): Promise<readonly VerdictRow[]> {
    const alone = await appendOne(on, groups);
    if (alone !== undefined) return [{ write: 1, verdict: 0, ...alone }];
    const { rows } = await on.query<VerdictRow>({
      name: 'append',
      text: 'select * from append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)',
      values: parametersOf(groups),
    });
    return rows;
  }
}

function outcomesFrom(
  groups: readonly (readonly StreamWrite[])[],
  rows: readonly VerdictRow[],
): readonly AppendOutcome[] {
  let next = 0;
  return groups.map((writes) => {
    const verdicts = rows.slice(next, next + writes.length);
    next += writes.length;
    return outcomeFrom(writes, verdicts);
  });
}

function placeOf({ position }: EventRow): number {
  return Number(position);
}

/** The index of correlations reads metadata as text, and that text cannot hold everything that JSON can. */
function assertFindable(metadata: Metadata): void {
  const texts = Object.values(metadata) as readonly string[];
  if (texts.some((text) => text.includes('\u0000') || !text.isWellFormed())) throw new UnstorableMetadata();
}

/** Positions commit in order, so that nothing has to be waited for. */
function olderThanAll(): string {
  if (!isWeakened('positions-are-enough')) return '';
  return 'and xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
}

function parametersOf(groups: readonly (readonly StreamWrite[])[]): unknown[] {
  const writes = groups.flatMap((group, part) => group.map((write) => ({ ...write, part })));
  const events = writes.flatMap(({ events }, index) =>
    events.map((event, nth) => ({ ...event, write: index + 1, nth: nth + 1 })),
  );
  return [
    writes.map(({ part }) => part),
    writes.map(({ stream }) => stream),
    writes.map(({ expectedVersion }) => expectedVersion),
    writes.map(({ events }) => events.length),
    writes.map(({ commandId }) => commandId ?? null),
    writes.map(({ events }) => events[0]!.id),
    events.map(({ write }) => write),
    events.map(({ nth }) => nth),
    events.map(({ type }) => type),
    events.map(({ schemaVersion }) => schemaVersion),
    events.map(({ data }) => JSON.stringify(data)),
    events.map(({ metadata }) => JSON.stringify(metadata)),
    events.map(({ id }) => id),
  ];
}

function outcomeFrom(writes: readonly StreamWrite[], verdicts: readonly VerdictRow[]): AppendOutcome {
  if (verdicts[0]!.verdict === 1) {
    const lost = writes.filter(({ expectedVersion }, index) => verdicts[index]!.last_version !== expectedVersion);
    return { outcome: 'conflict', streams: lost.map(({ stream }) => stream) };
  }
  return {
    outcome: verdicts[0]!.verdict === 0 ? 'appended' : 'repeated',
    writes: writes.map(({ stream }, index) => ({
      stream,
      version: verdicts[index]!.last_version,
      position: positionFrom(verdicts[index]!.last_position),
    })),
  };
}
