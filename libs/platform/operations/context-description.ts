/** What a context is made of, by its durable names. */
export interface ContextDescription {
  readonly name: string;
  readonly streams: readonly DescribedStreams[];
  /** The contracts under which it publishes; empty when it publishes nothing. */
  readonly contracts: readonly string[];
  readonly consumers: readonly DescribedConsumer[];
}

/** Streams of one kind. */
export interface DescribedStreams {
  /** What their names begin with. */
  readonly category: string;
  readonly kind: 'aggregate' | 'process';
  /** The types of events in them. */
  readonly events: readonly string[];
}

export interface DescribedConsumer {
  readonly name: string;
  readonly kind: 'projection' | 'reaction' | 'process' | 'effect';
  /** The contexts it hears, with the events or the facts that it hears of them. Its own context is heard by the log. */
  readonly hears: readonly { readonly context: string; readonly types: readonly string[] }[];
  /** Into how many lanes its code divides it. */
  readonly lanes: number;
  /** Whether its read model can be built anew. */
  readonly isRebuildable: boolean;
}
