/** An answer as it came, with what was asked for. */
export interface HeardAnswer {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  readonly mediaType: string;
  readonly body: unknown;
}

const answers: HeardAnswer[] = [];

/** Keeps an answer, so that it can be held against the API's description in the end. */
export function keepHeard(answer: HeardAnswer): void {
  answers.push(answer);
}

/** All answers that callers of this test have heard. */
export function allHeard(): readonly HeardAnswer[] {
  return answers;
}
