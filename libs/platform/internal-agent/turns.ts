import type { buildConnector } from 'undici';

export type Connector = ReturnType<typeof buildConnector>;
type Asked = Parameters<Connector>;

/** A connection was not tried, because the one before it did not come about; nothing was sent. */
export class NotConnected extends Error {
  readonly code = 'NOT_CONNECTED';

  constructor(cause: Error) {
    super(`Not tried, because the connection before it failed: ${cause.message}`, { cause });
    this.name = 'NotConnected';
  }
}

/**
 * Lets few connections to one origin come about at a time. To agree on keys costs both ends milliseconds of arithmetic: when
 * hundreds begin at once, each takes as long as all of them and none is there in time. Those behind one that fails are not tried.
 */
export function inTurns(connect: Connector, atOnce = 16): Connector {
  const origins = new Map<string, Turns>();
  return (options, done) => {
    const origin = `${options.protocol}//${options.host ?? options.hostname}:${options.port}`;
    const turns = origins.get(origin) ?? new Turns(connect, atOnce, () => origins.delete(origin));
    origins.set(origin, turns);
    turns.take([options, done]);
  };
}

class Turns {
  private underWay = 0;
  private readonly waiting: Asked[] = [];

  constructor(
    private readonly connect: Connector,
    private readonly atOnce: number,
    private readonly atRest: () => void,
  ) {}

  take(asked: Asked): void {
    this.waiting.push(asked);
    this.goOn();
  }

  private goOn(): void {
    while (this.underWay < this.atOnce && this.waiting.length > 0) this.begin(this.waiting.shift()!);
    if (this.underWay === 0) this.atRest();
  }

  private begin([options, done]: Asked): void {
    this.underWay += 1;
    this.connect(options, (...result) => {
      this.underWay -= 1;
      const [error] = result;
      done(...result);
      if (error !== null) for (const [, refused] of this.waiting.splice(0)) refused(new NotConnected(error), null);
      this.goOn();
    });
  }
}
