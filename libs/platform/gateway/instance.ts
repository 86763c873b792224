import type { ProcessDescription } from '#platform/http';

/** How many questions in a row may stay without an answer before an instance counts as gone. */
const patience = 2;

/** One process that serves contexts, as the gateway knows it. */
export class Instance {
  /** Requests that it has not answered yet. */
  inFlight = 0;
  /** By which it knows again what it said last. */
  tag: string | undefined;
  private known: ProcessDescription | undefined;
  private routeKeys: ReadonlySet<string> = new Set();
  private unanswered = 0;
  private gone = true;

  constructor(readonly address: string) {}

  get description(): ProcessDescription | undefined {
    return this.known;
  }

  /** Whether it may be asked at all. */
  get isUp(): boolean {
    return !this.gone && this.known !== undefined && this.known.state !== 'draining';
  }

  get isReady(): boolean {
    return this.isUp && this.known?.state === 'ready';
  }

  /** Whether it listens and has not answered for so long that somebody has to know. */
  get isLongSilent(): boolean {
    return this.unanswered > 10;
  }

  serves(context: string, route: string | undefined): boolean {
    return (this.known?.contexts.includes(context) ?? false) && (route === undefined || this.routeKeys.has(route));
  }

  /** It described itself. */
  answered(description: ProcessDescription, tag: string): void {
    this.known = description;
    this.tag = tag;
    this.routeKeys = new Set(description.routes.map(({ method, path }) => `${method} ${path}`));
    this.unanswered = 0;
    this.gone = false;
  }

  /** Nobody listens there. */
  refused(): void {
    this.gone = true;
  }

  /** It did not answer in time; that happens to the living too, so once is not enough. */
  silent(): void {
    this.unanswered += 1;
    if (this.unanswered >= patience) this.gone = true;
  }

  /** It says that it is about to stop. */
  drains(): void {
    if (this.known !== undefined) this.known = { ...this.known, state: 'draining' };
    this.tag = undefined;
  }
}
