import type { Position } from '#platform/core';
import { beginning } from '#platform/core';
import { isFor, keep, type KeptMessage, type Page, unfold } from '#platform/feed';
import type { OwnersPage } from './owner.js';

/** The most messages kept, and the most characters of them. */
const messagesAtMost = 2_000;
const charactersAtMost = 8_000_000;

/**
 * The end of a feed as it came in, without a hole: the readers of a process want the same new messages at nearly the same
 * time. When it grows too large its older part goes; who is behind it reads from the owner.
 */
export class Tail {
  private from: Position = beginning;
  private upTo: Position = beginning;
  private messages: KeptMessage[] = [];
  private characters = 0;

  get end(): Position {
    return this.upTo;
  }

  get size(): number {
    return this.messages.length;
  }

  /** Forgets everything and begins at a place. */
  begin(at: Position): void {
    this.from = at;
    this.upTo = at;
    this.messages = [];
    this.characters = 0;
  }

  /** Takes the page that follows. */
  add({ envelopes, upTo }: OwnersPage): void {
    for (const envelope of envelopes) {
      const message = keep(envelope);
      this.messages.push(message);
      this.characters += message.text.length;
    }
    this.upTo = upTo;
    this.shorten();
  }

  /** What it has after a position; undefined when it does not reach back to there or does not know that place yet. */
  page(after: Position, limit: number, types: ReadonlySet<string>): Page | undefined {
    if (after < this.from || after > this.upTo) return undefined;
    const upTo = Math.min(after + limit, this.upTo) as Position;
    const first = this.messages.findIndex(({ position }) => position > after);
    if (first === -1) return { messages: [], upTo };
    const end = this.messages.findIndex(({ position }, index) => index >= first && position > upTo);
    const part = this.messages.slice(first, end === -1 ? undefined : end);
    return { messages: part.filter(({ type }) => isFor(types, type)).map(unfold), upTo };
  }

  private shorten(): void {
    let gone = 0;
    while (this.messages.length - gone > messagesAtMost || this.characters > charactersAtMost) {
      this.characters -= this.messages[gone]!.text.length;
      this.from = this.messages[gone]!.position;
      gone++;
    }
    if (gone > 0) this.messages = this.messages.slice(gone);
  }
}
