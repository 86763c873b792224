import 'reflect-metadata';
import type { Contract, DataOf, Event, Fact, FactOf, Ignore } from '#platform/core';
import type { Message } from '#platform/feed';
import type { LaneCount } from './lanes/lanes.js';
import type { Rows } from './rows/rows.js';

/**
 * What is known of an event besides its data. Handlers are given it, and so are Nest's guards, interceptors and filters, by
 * `switchToRpc().getContext<EventContext>()`.
 */
export interface EventContext {
  /** The name of the consumer at work. */
  readonly consumer: string;
  /** The event as it was read: its id, type, position, stream, version, and what it was caused by. */
  readonly event: Message;
}

export interface ProjectionContext extends EventContext {
  /** Writes to a read model, buffered per batch and stored in the checkpoint's transaction. */
  readonly rows: Rows;
}

export interface EffectContext extends EventContext {
  /** The same for every attempt at this event; give it to the other side. */
  readonly idempotencyKey: string;
  /** Aborted when the attempt's time is up or the process stops. */
  readonly signal: AbortSignal;
}

type EventHandlers<E extends Event, Context, Result> = {
  readonly [Type in E['type']]: ((data: DataOf<E, Type>, context: Context) => Result) | Ignore;
};

type FactHandlers<Contracts extends readonly Contract[], Context, Result> = {
  readonly [Name in Contracts[number]['name']]:
    ((data: Extract<FactOf<Contracts[number]>, Fact<Name>>['data'], context: Context) => Result) | Ignore;
};

/** Commands to the own context, instances of command classes, in the order in which they run. */
export type Commands = readonly object[];

export type ProjectionHandlers<E extends Event> = EventHandlers<E, ProjectionContext, void | Promise<void>>;
export type FactProjectionHandlers<C extends readonly Contract[]> = FactHandlers<
  C,
  ProjectionContext,
  void | Promise<void>
>;
export type ReactionHandlers<E extends Event> = EventHandlers<E, EventContext, Commands>;
export type FactReactionHandlers<C extends readonly Contract[]> = FactHandlers<C, EventContext, Commands>;
export type EffectHandlers<E extends Event> = EventHandlers<E, EffectContext, Promise<Commands>>;
export type FactEffectHandlers<C extends readonly Contract[]> = FactHandlers<C, EffectContext, Promise<Commands>>;

export interface ConsumerOptions {
  /** Facts of other contexts; left out, the consumer reads its own context's log. */
  readonly facts?: readonly Contract[];
  /**
   * In how many lanes it is worked through, at the same time and by several instances: 1 by default, which keeps the order of the
   * whole source. With more, events of one stream come in order, those of two streams in any.
   */
  readonly lanes?: LaneCount;
}

export interface ProjectionOptions extends ConsumerOptions {
  /** The entities of the tables it writes, all of them. Only a projection that says so can be rebuilt. */
  readonly tables?: readonly Function[];
}

export interface EffectOptions extends ConsumerOptions {
  /** How long one attempt may take, in milliseconds; 10 000 by default. */
  readonly timeout?: number;
  /** How many calls may be under way at once; 32 by default. */
  readonly concurrency?: number;
}

export type Declaration = { readonly name: string } & (
  | ({ readonly kind: 'projection' } & ProjectionOptions)
  | ({ readonly kind: 'reaction' } & ConsumerOptions)
  | ({ readonly kind: 'effect' } & EffectOptions)
);

const declared = Symbol('tearline consumer');

function declare(declaration: Declaration): ClassDecorator {
  return (target) => Reflect.defineMetadata(declared, declaration, target);
}

/** Declares a projection: the sole writer of its read model. The name is dotted, context first, and stored for ever. */
export function Projection(name: string, options: ProjectionOptions = {}): ClassDecorator {
  return declare({ kind: 'projection', name, ...options });
}

/** Declares a reaction: facts in, commands to the own context out, in one transaction. */
export function Reaction(name: string, options: ConsumerOptions = {}): ClassDecorator {
  return declare({ kind: 'reaction', name, ...options });
}

/**
 * Declares an effect: a call to the outside world, with no transaction open meanwhile. An attempt that throws or takes too
 * long is repeated with the same idempotency key; the commands it returns commit together with the note that it is done.
 */
export function Effect(name: string, options: EffectOptions = {}): ClassDecorator {
  return declare({ kind: 'effect', name, ...options });
}

/** The declaration of a class, when it is a consumer. */
export function declarationOf(target: object): Declaration | undefined {
  return Reflect.getMetadata(declared, target) as Declaration | undefined;
}
