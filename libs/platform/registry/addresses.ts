/** Where the processes are that serve a context. */
export abstract class Addresses {
  /** Their origins, `http://127.0.0.1:4001`; none when nobody is known at the moment. Safe to call for every request. */
  abstract of(context: string): readonly string[];

  /** Calls the listener when an answer may have changed. Returns the way to stop. */
  abstract onChange(listener: () => void): () => void;

  /** The host name by which the process at an origin was found, when the origin is a network address: its certificate has to bear it. */
  nameOf(_origin: string): string | undefined {
    return undefined;
  }

  /** Begins to keep the answers current. */
  start(): Promise<void> {
    return Promise.resolve();
  }

  /** Ends what `start` began. */
  stop(): Promise<void> {
    return Promise.resolve();
  }
}
