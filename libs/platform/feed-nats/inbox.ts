import type { Position } from '#platform/core';
import { beginning } from '#platform/core';
import { isFor, keep, type KeptMessage, type Page, unfold } from '#platform/feed';
import { isWeakened } from '#platform/weakening';
import type { Heartbeat, Linked } from './wire.js';

/** What the broker wants to know of a message: that it is settled, or that it is to be delivered to somebody else. */
export interface Receipt {
  ack(): void;
  nak(): void;
}

interface Entry {
  readonly message: KeptMessage;
  readonly previous: Position;
  readonly log: string;
  readonly withheld?: Linked['withheld'];
  readonly receipt: Receipt;
}

export interface InboxOptions {
  /** For tests that show what this protects from: confirms messages as soon as they arrive. */
  readonly acknowledgeOnArrival?: boolean;
  /** For tests that show what this protects from: takes what comes next for what follows. */
  readonly ignorePrevious?: boolean;
  /** The types of which the reader wants nothing that tells of a person. */
  readonly impersonal?: ReadonlySet<string>;
}

const weakened: InboxOptions = {
  acknowledgeOnArrival: isWeakened('acknowledge-after-commit'),
  ignorePrevious: isWeakened('previous-is-checked'),
};

/**
 * What the broker has delivered and its one reader has not settled yet. Each message says which one stands before it, so a
 * page is only made of what follows the reader's place without a hole. To come back with a later place settles what is before.
 * Nothing is handed out before it is known which log counts, and then nothing of another: the owner says which one is his. Where
 * he cannot be asked, the one that heartbeats speak of counts, unless they speak of several.
 */
export class Inbox {
  private entries: Entry[] = [];
  private settled: Position = beginning;
  private heartbeat: Heartbeat | undefined;
  /** The log that the owner has named as his. */
  private own: string | undefined;
  private isOwnerAway = false;
  private isOneOfSeveral = false;

  private readonly options: InboxOptions;

  constructor(options: InboxOptions = {}) {
    this.options = { ...weakened, ...options };
  }

  get size(): number {
    return this.entries.length;
  }

  /** Takes a message in; what is settled already is confirmed again, what is here already is left alone. */
  take({ envelope, previous, log, withheld }: Linked, receipt: Receipt): void {
    const message = keep(envelope);
    if (this.options.acknowledgeOnArrival || message.position <= this.settled) tryTo(() => receipt.ack());
    if (message.position <= this.settled) return;
    if (this.isForeign(log)) return tryTo(() => receipt.ack());
    const index = this.entries.findLastIndex((entry) => entry.message.position <= message.position);
    if (this.entries[index]?.message.position === message.position) return;
    this.entries.splice(index + 1, 0, { message, previous, log, ...(withheld && { withheld }), receipt });
  }

  /** Answers with whether the owner is to be asked: he has not said yet which log is his, or somebody speaks of another one. */
  hear(heartbeat: Heartbeat): boolean {
    const { log } = heartbeat;
    if (this.own !== undefined && log !== this.own) return true;
    this.isOneOfSeveral ||= this.heartbeat !== undefined && this.heartbeat.log !== log;
    this.heartbeat = heartbeat;
    this.dropForeign();
    return this.own === undefined;
  }

  /** The owner has said which log is his. */
  believe(log: string): void {
    this.own = log;
    if (this.heartbeat?.log !== log) this.heartbeat = undefined;
    this.dropForeign();
  }

  /** The owner cannot be asked which log is his. */
  noteOwnerAway(): void {
    this.isOwnerAway = true;
    this.dropForeign();
  }

  private dropForeign(): void {
    const foreign = this.entries.filter(({ log }) => this.isForeign(log));
    if (foreign.length === 0) return;
    for (const { receipt } of foreign) tryTo(() => receipt.ack());
    this.entries = this.entries.filter((entry) => !foreign.includes(entry));
  }

  /** The reader is at this place: everything up to it is committed. */
  settle(after: Position): void {
    if (after > this.settled) this.settled = after;
    const left = this.entries.findIndex(({ message }) => message.position > after);
    const done = left === -1 ? this.entries.splice(0) : this.entries.splice(0, left);
    if (!this.options.acknowledgeOnArrival) for (const { receipt } of done) tryTo(() => receipt.ack());
  }

  /** What follows a place without a hole; an empty page with `upTo` = `after` when nothing does. */
  page(after: Position, limit: number, types: ReadonlySet<string>): Page {
    const { news } = this;
    if (news === undefined) return { messages: [], upTo: after };
    const end = after + limit;
    const part: KeptMessage[] = [];
    let upTo: number = after;
    for (const { message, previous, withheld } of this.entries) {
      if (message.position <= after) continue;
      if (previous > upTo && !this.options.ignorePrevious) break;
      if (this.isMissed(message.type, withheld, types)) break;
      upTo = Math.min(message.position, end);
      if (message.position > end) break;
      part.push(message);
    }
    if (upTo >= news.last) upTo = Math.max(upTo, Math.min(news.head, end));
    return { messages: part.filter(({ type }) => isFor(types, type)).map(unfold), upTo: upTo as Position };
  }

  /** Whether messages are here whose predecessors are not, or whose data are not. */
  hasHole(after: Position, types: ReadonlySet<string>): boolean {
    const next = this.entries.find(({ message }) => message.position > after);
    if (next && this.isMissed(next.message.type, next.withheld, types)) return true;
    return this.news !== undefined && next !== undefined && next.previous > after && !this.options.ignorePrevious;
  }

  /** How many positions on the next message is whose data the owner alone has; 0 when it does not follow, or has its data. */
  distanceToWithheld(after: Position, types: ReadonlySet<string>): number {
    const next = this.entries.find(({ message }) => message.position > after);
    if (next === undefined || !next.withheld || !isFor(types, next.message.type) || next.previous > after) return 0;
    return next.message.position - after;
  }

  /** Whether the owner has published something behind this place that is not here. */
  isBehind(after: Position): boolean {
    return (this.news?.last ?? beginning) > after && !this.entries.some(({ message }) => message.position > after);
  }

  /** Whether the reader is further than what the last heartbeat told of. */
  isAhead(after: Position): boolean {
    return this.news !== undefined && this.news.head > beginning && this.news.head < after;
  }

  /** Whether the reader has been further: what it asks for again is no longer here. */
  isOver(after: Position): boolean {
    return after < this.settled;
  }

  /** Nothing here will be settled by this reader any more: whoever comes next gets it at once. */
  giveBack(): void {
    if (!this.options.acknowledgeOnArrival) for (const { receipt } of this.entries) tryTo(() => receipt.nak());
    this.entries = [];
    this.settled = beginning;
    this.heartbeat = undefined;
    this.isOneOfSeveral = false;
  }

  /** Whether the reader wants what was withheld of a message. */
  private isMissed(type: string, withheld: Linked['withheld'], types: ReadonlySet<string>): boolean {
    if (withheld === undefined || !isFor(types, type)) return false;
    return withheld === 'all' || !this.options.impersonal?.has(type);
  }

  private isForeign(log: string): boolean {
    const counts = this.own ?? this.news?.log;
    return counts !== undefined && counts !== log;
  }

  /** The last heartbeat, when it speaks of the log that counts. */
  private get news(): Heartbeat | undefined {
    if (this.own !== undefined) return this.heartbeat;
    return this.isOwnerAway && !this.isOneOfSeveral ? this.heartbeat : undefined;
  }
}

/** The connection may be closed; what the broker does not hear it delivers again. */
function tryTo(tell: () => void): void {
  try {
    tell();
  } catch {
    // it is delivered again
  }
}
