import { type Event, type Position, positionFrom, type Receipt, refusal } from '#platform/core';
import { crashPoint } from '#platform/crash-points';
import type { Transaction } from '#platform/database';
import { currentExecution } from '#platform/execution';
import type { Message } from '#platform/feed';
import type { StreamKind } from '#platform/log';
import type { Consumer } from '../consumer.js';
import { describeError, messagesOf } from './drain.js';
import type { ParkingEvent } from './parking.events.js';
import { servingName } from '../rebuild/rebuild.js';
import { Work, type Workplace } from '../work.js';

export class NoSuchParkedStream extends refusal(
  'parking.no-such-stream',
  'not-found',
  'There is no such parked stream. It may have been resumed or discarded meanwhile.',
) {}

/** A stream that a consumer has set aside for a person to decide on. */
export interface ParkedStream {
  readonly id: string;
  readonly consumer: string;
  readonly source: string;
  readonly stream: string;
  /** What the last attempt failed with. */
  readonly error: string;
  readonly attempts: number;
  /** ISO 8601. */
  readonly since: string;
  /** The position of the event that fails. */
  readonly position: Position;
  /** How many events wait: the failing one and those behind it. */
  readonly waiting: number;
}

/** What would happen if the failing event were handled now. Nothing of it happens. */
export type DryRun =
  | { readonly outcome: 'succeeds'; readonly events: readonly PlannedEvent[]; readonly rows: readonly PlannedRows[] }
  | { readonly outcome: 'fails'; readonly error: string }
  /** The consumer no longer hears events of this type. */
  | { readonly outcome: 'passes-over' }
  /** An effect: what the outside would say is not known before it is asked. */
  | { readonly outcome: 'calls-outside' }
  | { readonly outcome: 'source-unreachable' };

/** An event that would be appended. */
export interface PlannedEvent extends Event {
  readonly stream: string;
}

/** How many rows of a table would change. */
export interface PlannedRows {
  readonly table: string;
  readonly rows: number;
}

export interface ParkedStreamInDetail extends ParkedStream {
  /** The failing event, read from its source; null where it cannot be read at the moment or is of no interest any more. */
  readonly event: Message | null;
  readonly now: DryRun;
}

/** A place in the list of parked streams. */
export type ParkedPlace = readonly [since: string, id: string];

interface ParkedRow {
  readonly id: string;
  readonly consumer: string;
  readonly source: string;
  readonly stream: string;
  readonly status: 'due' | 'parked';
  readonly error: string | null;
  readonly attempts: number;
  readonly since: Date;
  readonly position: string;
  readonly waiting: number;
}

const columns = `s.id, s.consumer, s.source, s.stream, s.status, s.error, s.attempts, s.held_since as since,
  (select min(e.position) from held_events e where (e.consumer, e.source, e.stream) = (s.consumer, s.source, s.stream)) as position,
  (select count(*)::integer from held_events e where (e.consumer, e.source, e.stream) = (s.consumer, s.source, s.stream)) as waiting`;

/**
 * The parked streams of one context, for people: to look, to resume once the cause is mended, or to discard what will never
 * be handled. Every act is an event of the context's log, in the transaction that does it.
 */
export class Parking {
  private readonly kind: StreamKind<null>;

  constructor(
    private readonly workplace: Workplace,
    private readonly consumers: readonly Consumer[],
  ) {
    this.kind = { category: `${workplace.context}.parked-stream`, initial: null, fold: () => null, foldKey: '1' };
  }

  /** The longest parked first; at most `limit`, behind a place. */
  async list(limit: number, after?: ParkedPlace): Promise<readonly ParkedStream[]> {
    const { rows } = await this.workplace.database.query<ParkedRow>(
      `select ${columns} from held_streams s
       where s.status = 'parked' and ($2::timestamptz is null or (date_trunc('milliseconds', s.held_since), s.id) > ($2, $3::uuid))
       order by date_trunc('milliseconds', s.held_since), s.id limit $1`,
      [limit, after?.[0], after?.[1]],
    );
    return rows.map(parkedStream);
  }

  /** One parked stream, its failing event, and what would happen to it now. */
  async inspect(id: string): Promise<ParkedStreamInDetail> {
    const row = await this.find(this.workplace.database, id);
    if (row.status !== 'parked') throw new NoSuchParkedStream();
    const parked = parkedStream(row);
    const consumer = this.consumers.find(({ name }) => name === servingName(parked.consumer));
    if (consumer === undefined) return { ...parked, event: null, now: { outcome: 'passes-over' } };
    const due = { ...parked, attempts: 0 };
    const read = await messagesOf(consumer, [due]);
    if (!read.has(due)) return { ...parked, event: null, now: { outcome: 'source-unreachable' } };
    const event = read.get(due) ?? null;
    return { ...parked, event, now: event === null ? { outcome: 'passes-over' } : await this.dryRun(consumer, event) };
  }

  /** Has the stream handled again from its failing event on, in order, read anew from its source. One that is being handled already stays so. */
  resume(id: string): Promise<Receipt> {
    return this.act(id, async (transaction, row) => {
      if (row.status !== 'parked') return undefined;
      await letGo(transaction, id);
      const { consumer, source, stream, position } = parkedStream(row);
      return { type: 'ParkedStreamResumed', data: { consumer, source, stream, position } };
    });
  }

  /** Leaves the failing event unhandled for ever, or all that wait; what is left is handled in order. */
  discard(id: string, reason: string, which: 'first' | 'all'): Promise<Receipt> {
    return this.act(id, async (transaction, row) => {
      if (row.status !== 'parked') throw new NoSuchParkedStream();
      const { consumer, source, stream, position, waiting } = parkedStream(row);
      const events = which === 'all' ? waiting : 1;
      await transaction.query(
        `select finish_held_event($1, $2, $3, e.position) from (
           select position from held_events where consumer = $1 and source = $2 and stream = $3 order by position limit $4) e`,
        [consumer, source, stream, events],
      );
      await transaction.query(
        `insert into released_events as r (consumer, source, discarded) values ($1, $2, $3)
         on conflict (consumer, source) do update set discarded = r.discarded + excluded.discarded`,
        [consumer, source, events],
      );
      await letGo(transaction, id);
      return { type: 'ParkedEventsDiscarded', data: { consumer, source, stream, from: position, events, reason } };
    });
  }

  private async act(
    id: string,
    change: (transaction: Transaction, row: ParkedRow) => Promise<ParkingEvent | undefined>,
  ): Promise<Receipt> {
    const { log, database, context } = this.workplace;
    const committed = await database.transaction(async (transaction) => {
      const event = await change(transaction, await this.find(transaction, id, 'for update of s'));
      if (event === undefined) return () => {};
      const unit = await log.gather(async () => void (await log.record(this.kind, id, () => [event])));
      const appended = await log.appendWithin(transaction, unit);
      crashPoint('parking-decided');
      return appended;
    });
    committed();
    const { version, position } = await log.image(this.kind, id);
    const receipt = { context, version, position };
    currentExecution()?.receipts.push(receipt);
    return receipt;
  }

  private async find(on: Transaction, id: string, locking = ''): Promise<ParkedRow> {
    const { rows } = await on.query<ParkedRow>(`select ${columns} from held_streams s where s.id = $1 ${locking}`, [
      id,
    ]);
    if (rows[0] === undefined) throw new NoSuchParkedStream();
    return rows[0];
  }

  private async dryRun(consumer: Consumer, message: Message): Promise<DryRun> {
    if (consumer.kind === 'effect') return { outcome: 'calls-outside' };
    const work = new Work(this.workplace, consumer.name);
    try {
      await work.gatherFrom([message], () => consumer.handle(message, work));
      return { outcome: 'succeeds', ...work.planned };
    } catch (error) {
      return { outcome: 'fails', error: describeError(error) };
    }
  }
}

/** Has a stream handled again, if it is still there. */
async function letGo(transaction: Transaction, id: string): Promise<void> {
  await transaction.query(
    `update held_streams set status = 'due', attempts = 0, due_at = clock_timestamp() where id = $1`,
    [id],
  );
}

function parkedStream({ status: _, since, position, error, ...row }: ParkedRow): ParkedStream {
  return { ...row, error: error ?? '', since: since.toISOString(), position: positionFrom(position) };
}
