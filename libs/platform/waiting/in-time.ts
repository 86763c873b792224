/**
 * What the work comes to; undefined when that takes longer than so many milliseconds. Late work goes on, and nobody minds
 * what becomes of it. Rejects when the work fails in time.
 */
export function inTime<Result>(milliseconds: number, work: Promise<Result>): Promise<Result | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
