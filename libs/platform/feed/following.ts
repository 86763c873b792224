/**
 * The readers of a feed that wait for news, and the work that goes on for as long as there is one. One follower works at a
 * time: the next begins when the one before has ended.
 */
export class Following {
  private readonly listeners = new Set<() => void>();
  private stop: AbortController | undefined;
  private ended: Promise<void> = Promise.resolve();

  /** `follow` works until its signal is aborted, which happens when the last listener is taken away. */
  constructor(
    private readonly follow: (signal: AbortSignal) => Promise<void>,
    private readonly begun: () => void = () => {},
  ) {}

  /** Whether somebody listens. */
  get isOn(): boolean {
    return this.stop !== undefined;
  }

  /** Adds a listener; answers with the way to take it away. */
  add(listener: () => void): () => void {
    const own = () => listener();
    this.listeners.add(own);
    if (this.stop === undefined) this.begin();
    return () => {
      this.listeners.delete(own);
      if (this.listeners.size > 0) return;
      this.stop?.abort();
      this.stop = undefined;
    };
  }

  ring(): void {
    for (const listener of this.listeners) listener();
  }

  private begin(): void {
    const { signal } = (this.stop = new AbortController());
    this.begun();
    this.ended = this.ended.then(() => this.follow(signal));
  }
}
