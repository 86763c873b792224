import { setTimeout as pause } from 'node:timers/promises';
import { check, type Verdict } from '../check/check.js';
import type { Books } from './books.js';

const betweenLooks = 500;

export interface Settled extends Verdict {
  readonly books: Books;
}

/**
 * Reads the books until they agree, or until for so many milliseconds nothing in what does not agree has changed: orders
 * that are still on their way through the shop do not agree yet. `left` is told how many statements are in question.
 */
export async function settle(
  read: () => Promise<Books>,
  patience: number,
  left: (open: number) => void,
): Promise<Settled> {
  let [seen, deadline] = ['', performance.now() + patience];
  for (;;) {
    const books = await read();
    const verdict = check(books);
    const open = [...verdict.disagreements, ...verdict.uncertain];
    left(open.length);
    const now = JSON.stringify(open);
    if (now !== seen) [seen, deadline] = [now, performance.now() + patience];
    const certain = verdict.disagreements.length === 0;
    if (open.length === 0 || (certain && books.othersAtWork) || performance.now() > deadline)
      return { ...verdict, books };
    await pause(betweenLooks);
  }
}
