import type { Plugin } from 'graphql-yoga';

/** What a resolver's context has of them. */
interface Numbered {
  readonly places: Places;
}

/**
 * Gives each event of a subscription a place, by which a client that comes back says what it has seen: it is the `id` of the
 * server-sent event, and comes as `Last-Event-ID`. Resolvers begin behind it; for the option `resolve` of `@Subscription`.
 *
 * @example
 * @Subscription(() => Tea, { resolve: placedBy((tea: Tea) => tea.version) })
 * teaChanged() {}
 */
export function placedBy<Value, Resolver = unknown>(
  placeOf: (value: Value) => string | number,
  show: (this: Resolver, value: Value) => unknown = (value) => value,
) {
  return function (this: Resolver, value: Value, _arguments: unknown, context: Numbered): unknown {
    context.places.next = String(placeOf(value));
    return show.call(this, value);
  };
}

/** The places of what is on its way to a client, in the order of the events. */
export class Places {
  /** Of the event that is made at the moment. */
  next: string | undefined;
  private readonly told: (string | undefined)[] = [];

  /** Notes that the event is made. */
  tell(): void {
    this.told.push(this.next);
    this.next = undefined;
  }

  /** Writes the places of events in front of them; all else stays as it is. Data are JSON on a line of their own. */
  number(text: string): string {
    return text.replaceAll(/^event: next$/gm, (line) => {
      const place = this.told.shift();
      return place === undefined ? line : `id: ${place}\n${line}`;
    });
  }

  /** Notes that what is still on its way will not be sent, and that what is sent instead has no place. */
  forget(): void {
    this.told.length = 0;
  }
}

/** Keeps the places of a subscription's events in order. */
export function tellPlaces(): Plugin<Numbered> {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult: () => ({ onNext: () => (args.contextValue as Numbered).places.tell() }),
    }),
  };
}
