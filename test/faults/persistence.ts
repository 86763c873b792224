import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Problem } from '../drivers/answers.js';
import type { Answer, RequestHeaders } from '../drivers/caller.js';

const patience = 300_000;
const pauseAfterSilence = 100;

/**
 * Sends a request with one Idempotency-Key again and again, as a client does that wants to be sure, until the shop has said
 * what became of it. `note` is told of every answer.
 */
export async function untilAnswered<Body>(
  send: (headers: RequestHeaders) => Promise<Answer<Body>>,
  note: (answer: Answer<Body>) => void,
): Promise<Answer<Body>> {
  const headers = { 'idempotency-key': randomUUID() };
  const deadline = performance.now() + patience;
  for (;;) {
    const answer = await send(headers).catch(() => undefined);
    if (answer !== undefined) note(answer);
    if (answer !== undefined && isFinal(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`No answer to rely on. The last: ${JSON.stringify(answer)}`);
    await pause(answer === undefined ? pauseAfterSilence : retryAfter(answer));
  }
}

function isFinal({ status, body }: Answer): boolean {
  return status < 500 && (body as Partial<Problem>).code !== 'http.request-in-progress';
}

function retryAfter({ headers }: Answer): number {
  return Number(headers.get('retry-after') ?? 1) * 1000;
}
