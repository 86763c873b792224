import { eventually } from '../support/eventually.js';

export interface ServerSentEvent<Data> {
  readonly id: string | undefined;
  readonly type: string;
  readonly data: Data;
}

/** Server-sent events, read as they come until the client hangs up. */
export class EventStream<Data> {
  readonly received: ServerSentEvent<Data>[] = [];
  private readonly hangUp = new AbortController();

  private constructor(readonly ended: Promise<void>) {}

  static async of<Data>(address: URL, headers: Readonly<Record<string, string>>): Promise<EventStream<Data>> {
    const ended = Promise.withResolvers<void>();
    const stream = new EventStream<Data>(ended.promise);
    const response = await fetch(address, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: stream.hangUp.signal,
    });
    const type = response.headers.get('content-type') ?? '';
    if (!type.startsWith('text/event-stream')) throw new Error(`Answered ${response.status} with ${type}`);
    stream.collect(response).then(ended.resolve, () => ended.resolve());
    return stream;
  }

  get ids(): readonly (string | undefined)[] {
    return this.received.map(({ id }) => id);
  }

  /** Waits for an event whose data fit. */
  sees(wanted: (data: Data) => boolean): Promise<ServerSentEvent<Data>> {
    const look = () => {
      const found = this.received.find(({ data }) => wanted(data));
      if (found === undefined) throw new Error(`Received only ${JSON.stringify(this.received)}`);
      return found;
    };
    return eventually(look, { within: 20_000, every: 20 });
  }

  /** Goes away without a word, as a phone in a tunnel does. */
  cut(): Promise<void> {
    this.hangUp.abort();
    return this.ended;
  }

  private async collect(response: Response): Promise<void> {
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const events = (rest + chunk).split('\n\n');
      rest = events.pop()!;
      for (const event of events.map(parsed<Data>)) if (event !== undefined) this.received.push(event);
    }
  }
}

function parsed<Data>(text: string): ServerSentEvent<Data> | undefined {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(text)?.[1];
  const data = field('data');
  return data === undefined
    ? undefined
    : { id: field('id'), type: field('event') ?? 'message', data: JSON.parse(data) as Data };
}
