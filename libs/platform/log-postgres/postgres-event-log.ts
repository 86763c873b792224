import type { Metadata, Position, RecordedEvent } from '#platform/core';
import { beginning, EventTypes, positionFrom } from '#platform/core';
import { crashPoint, crashPointOnceAsked } from '#platform/crash-points';
import type { Database, Queryable, Transaction } from '#platform/database';
import type { AppendOutcome, Extent, Landed, StreamWrite, WrittenStream } from '#platform/log';
import { EventLog, UnstorableMetadata } from '#platform/log';
import { inSpan, SpanKind } from '#platform/observability';
import { isWeakened } from '#platform/weakening';
import type { Sealing } from '#platform/personal-data';
import type { ArchivedEvents } from './archive/archived-events.js';
import { areDense, inOrder, readPositionsAndArchive, readStreamAndArchive } from './archive/reading.js';
import { appendAboutPeople, type SealedWrite, sealedWrites } from './append-about-people.js';
import { AppendFigures } from './append-figures.js';
import type { GroupCommitLimits } from './group-commit.js';
import { GroupCommit } from './group-commit.js';
import { RecentEvents } from './recent-events.js';
import { type Appended, columns, type EventRow, forEvents, recorded, rowsOf } from './stored-event.js';
import { ask, askAbout, type Note } from './verdicts.js';

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
  private readonly recent = new RecentEvents(
    (after, limit) => this.readStored(after, limit),
    (appended) => recorded(appended.flatMap(rowsOf), this.types, this.sealing),
    recentlyRead,
  );
  /** What was appended in transactions that may not have committed. */
  private readonly uncommitted = new WeakMap<AppendOutcome, readonly Appended[]>();

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
    const noted: Appended[] = [];
    const sealed = await this.sealed(writes, transaction);
    const [outcome] = await this.appendOn(transaction, [sealed], (appended) => noted.push(appended));
    this.uncommitted.set(outcome!, noted);
    return outcome!;
  }

  async outcomeOf(commandId: string, stream: string): Promise<WrittenStream | undefined> {
    const [written] = await this.database.read<{ position: string; version: number }>({
      name: 'outcome of command',
      text: `select position, version from events where command_id = $1 and stream = $2
       ${this.archive ? 'union all select position, version from archived_places where command_id = $1 and stream = $2' : ''}
       order by version desc limit 1`,
      values: [commandId, stream],
    });
    return written && { stream, version: written.version, position: positionFrom(written.position) };
  }

  async readStream(stream: string, afterVersion: number): Promise<readonly RecordedEvent[]> {
    const rows = await this.rowsOfStream(stream, afterVersion);
    return recorded(rows, this.types, this.sealing);
  }

  private async rowsOfStream(stream: string, afterVersion: number): Promise<readonly EventRow[]> {
    if (this.archive === undefined) {
      return this.database.read(
        forEvents({
          name: 'read stream',
          text: `select ${columns} from events where stream = $1 and version > $2 order by version`,
          values: [stream, afterVersion],
        }),
      );
    }
    const values = [stream, afterVersion];
    const statement = forEvents({ name: 'read stream and archive', text: readStreamAndArchive, values });
    const find = () => this.database.read<EventRow>(statement);
    const { rows } = await this.archive.complete(find, (line) => line.stream === stream && line.version > afterVersion);
    return inOrder(rows, ({ version }) => version, afterVersion);
  }

  read(after: Position, limit: number, extent: Extent = 'all'): Promise<readonly RecordedEvent[]> {
    return this.recent.after(after, limit, extent);
  }

  private async readStored(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const { rows } = await this.database.query<EventRow>(
      forEvents({
        name: 'read log',
        text: `select ${columns} from events where position > $1 ${olderThanAll()} order by position limit $2`,
        values: [after, limit],
      }),
    );
    const complete = this.archive === undefined || areDense(rows.map(placeOf), after);
    return recorded(complete ? rows : await this.throughArchive(after, limit, rows), this.types, this.sealing);
  }

  /**
   * The next positions from table and archive. That there is something in the archive shows in the table: the last event of
   * the log never leaves it, so what has left lies before one that is there.
   */
  private async throughArchive(after: Position, limit: number, stored: EventRow[]): Promise<readonly EventRow[]> {
    const values = [after, limit];
    const statement = forEvents({ name: 'read log and archive', text: readPositionsAndArchive, values });
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

  announce(committed?: Landed): void {
    const appended = committed && this.uncommitted.get(committed);
    appended?.forEach((some) => this.recent.note(some));
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
    const answer = this.appendOn(this.database, groups, (appended) => this.recent.note(appended));
    crashPointOnceAsked('writer-asked');
    const outcomes = await answer;
    crashPoint('writer-committed');
    this.figures.committed(groups.length, begun);
    return outcomes;
  }

  private async appendOn(
    on: Queryable,
    groups: readonly (readonly StreamWrite[])[],
    note: Note,
  ): Promise<readonly AppendOutcome[]> {
    const outcomes = this.sealing
      ? await appendAboutPeople(this.sealing, groups as readonly (readonly SealedWrite[])[], (some, people) =>
          askAbout(on, some, people, note),
        )
      : await ask(on, groups, note);
    this.figures.note(groups, outcomes);
    return outcomes;
  }
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
