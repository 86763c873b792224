import { bucketOf, consumerName, keysOf, namesOf } from './names.js';

/** Who hears whom: for each context its consumers, by their durable names, with the contexts whose facts each of them hears. */
export type Hearings = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The subjects that a user of the broker may publish to and subscribe to; all others are refused. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** A user of the broker: a process that serves these contexts, or a gateway, which serves none. */
export interface BrokerUser {
  readonly name: string;
  readonly permissions: Permissions;
}

/**
 * What a process that serves these contexts needs of the broker, and no more: to fill its contexts' own streams, to read those
 * of contexts it hears by the consumers that hear them, to announce its own contexts in the registry and to watch it.
 *
 * @example
 * userOf('tearline', 'orders', ['orders'], { orders: { 'orders.checkout': ['payments'] } });
 */
export function userOf(system: string, name: string, contexts: readonly string[], hearings: Hearings): BrokerUser {
  const heard = contexts.flatMap((context) => foreign(hearings[context] ?? {}, contexts));
  const parts = [
    ...contexts.map((context) => ownStream(system, context)),
    ...heard.map(([consumer, source]) => reading(system, consumer, source)),
    announcing(system, contexts),
    watching(system),
    answers(name),
  ];
  const all = (kind: keyof Permissions) => [...new Set(parts.flatMap((part) => part[kind]))];
  return { name, permissions: { publish: all('publish'), subscribe: all('subscribe') } };
}

/** What a gateway needs: to watch the registry. */
export function gatewayUserOf(system: string, name = 'gateway'): BrokerUser {
  const [{ publish, subscribe }, own] = [watching(system), answers(name)];
  return { name, permissions: { publish, subscribe: [...subscribe, ...own.subscribe] } };
}

/** Consumers with a context that they hear from another process. */
function foreign(consumers: Hearings[string], own: readonly string[]): readonly (readonly [string, string])[] {
  return Object.entries(consumers).flatMap(([consumer, sources]) =>
    sources.filter((source) => !own.includes(source)).map((source) => [consumer, source] as const),
  );
}

/** To make its stream, to see what stands last in it, to make it anew when it belongs to another log, to fill it, and to hear whether somebody else does. */
function ownStream(system: string, context: string): Permissions {
  const { stream, subjects, heartbeat } = namesOf(system, context);
  const actions = ['INFO', 'CREATE', 'UPDATE', 'DELETE', 'MSG.GET'];
  return {
    publish: [subjects, heartbeat, ...actions.map((action) => `$JS.API.STREAM.${action}.${stream}`)],
    subscribe: [heartbeat],
  };
}

/** One durable consumer of a stream: to make it, to ask for messages, to settle them. */
function reading(system: string, reader: string, source: string): Permissions {
  const { stream, heartbeat } = namesOf(system, source);
  const consumer = `${stream}.${consumerName(reader)}`;
  const actions = ['CREATE', 'INFO', 'MSG.NEXT'];
  return {
    publish: [...actions.map((action) => `$JS.API.CONSUMER.${action}.${consumer}`), `$JS.ACK.${consumer}.>`],
    subscribe: [heartbeat],
  };
}

/** To make the bucket, though not to change or empty it, and to write the entries of its own contexts. */
function announcing(system: string, contexts: readonly string[]): Permissions {
  const bucket = bucketOf(system);
  return {
    publish: [
      '$JS.API.INFO',
      `$JS.API.STREAM.INFO.KV_${bucket}`,
      `$JS.API.STREAM.CREATE.KV_${bucket}`,
      ...contexts.map((context) => `$KV.${bucket}.${keysOf(context)}`),
    ],
    subscribe: [],
  };
}

/** To be told of changes. The consumer that tells has a name that nobody can guess. */
function watching(system: string): Permissions {
  const bucket = bucketOf(system);
  const publish = [`$JS.API.CONSUMER.CREATE.KV_${bucket}.*.$KV.${bucket}.>`, `$JS.FC.KV_${bucket}.>`];
  return { publish, subscribe: [] };
}

/** Where answers to its own questions come. */
function answers(user: string): Permissions {
  return { publish: [], subscribe: [`_INBOX_${user}.>`] };
}
