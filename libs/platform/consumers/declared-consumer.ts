import type { Contract, Ignore } from '#platform/core';
import { ignore } from '#platform/core';
import type { Feed, Message } from '#platform/feed';
import type { EventLog } from '#platform/log';
import type { Consumer, Source } from './consumer.js';
import type { Commands, Declaration, EventContext, ProjectionContext } from './declarations.js';
import { declaredLanes } from './lanes/lanes.js';
import { onlyOf, undoing, withoutEverywhere } from './rows/rows.js';
import { feedSource, logSource } from './sources.js';
import type { Work } from './work.js';

/** Handles one event: its data as the contract has it, or as the domain wrote it. */
export type Handler = (data: unknown, context: EventContext) => unknown;

/**
 * Gives what is called in a handler's place for one type of event. It may call the handler again when that fails, or answer
 * in its place: a handler that fails leaves no rows behind.
 */
export type Around = (handler: Handler, type: string) => Handler;

/** A provider whose class carries a declaration. */
export interface ConsumerInstance {
  readonly on: Readonly<Record<string, Handler | Ignore>>;
}

/** Finds the feed of a context for one consumer, who wants nothing that tells of a person in facts of `impersonal` types. */
export type FindFeed = (context: string, consumer: string, impersonal?: ReadonlySet<string>) => Feed;

/** Makes a consumer of a provider whose class carries a declaration. */
export function consumerOf(
  declaration: Declaration,
  instance: ConsumerInstance,
  log: EventLog,
  findFeed: FindFeed,
  around?: Around,
): Consumer {
  const { name, facts } = declaration;
  const contracts = new Map((facts ?? []).map((contract) => [contract.name, contract]));
  const heard = Object.keys(instance.on).filter((type) => instance.on[type] !== ignore);
  const sourcesFor = (reader: string) =>
    facts === undefined ? [logSource(log, new Set(heard))] : feedSources(contracts, heard, findFeed, reader);
  const handlers = new Map(heard.map((type) => [type, handlerOf(type, declaration, instance, around)]));
  const invoke = (message: Message, context: object): unknown => {
    const data = facts === undefined ? message.data : contracts.get(message.type)!.parse(message.data).data;
    return handlers.get(message.type)!(data, { ...context, consumer: name, event: message });
  };
  const shared = { name, sources: sourcesFor(name), sourcesFor, lanes: declaredLanes(name, declaration.lanes) };
  if (declaration.kind === 'projection') {
    const { tables } = declaration;
    const rowsOf = ({ rows }: Work) => {
      const own = tables === undefined ? rows : onlyOf(tables, rows, name);
      return shared.lanes === 1 ? own : withoutEverywhere(own, name);
    };
    const handle = async (message: Message, work: Work) => void (await invoke(message, { rows: rowsOf(work) }));
    const projection = { kind: 'projection', ...shared, handle } as const;
    return tables === undefined ? projection : { ...projection, tables };
  }
  if (declaration.kind === 'reaction') {
    const handle = async (message: Message, work: Work) =>
      work.commands(commandsIn(await invoke(message, {}), name, message));
    return { kind: 'reaction', ...shared, handle };
  }
  const { timeout = 10_000, concurrency = 32 } = declaration;
  const call = async (message: Message, signal: AbortSignal) =>
    commandsIn(await invoke(message, { idempotencyKey: `${name}:${message.id}`, signal }), name, message);
  return { kind: 'effect', ...shared, timeout, concurrency, call };
}

function handlerOf(type: string, { kind }: Declaration, { on }: ConsumerInstance, around?: Around): Handler {
  const handler: Handler = (data, context) => (on[type] as Handler)(data, context);
  if (around === undefined) return handler;
  const repeatable: Handler =
    kind === 'projection'
      ? (data, context) => undoing((context as ProjectionContext).rows, () => handler(data, context))
      : handler;
  return around(Object.defineProperty(repeatable, 'name', { value: type }), type);
}

/** Refuses an answer that is no list: what went missing on the way would never be missed. */
function commandsIn(answer: unknown, consumer: string, { type }: Message): Commands {
  if (!Array.isArray(answer)) throw new TypeError(`${consumer} answered ${type} with no list of commands`);
  return answer as Commands;
}

/** One source for each context whose facts are heard. */
export function feedSources(
  contracts: ReadonlyMap<string, Contract>,
  heard: readonly string[],
  findFeed: FindFeed,
  consumer: string,
): readonly Source[] {
  const byContext = Map.groupBy(heard, (type) => {
    const contract = contracts.get(type);
    if (contract === undefined)
      throw new Error(`${consumer} handles "${type}" but does not list its contract among its facts`);
    return contract.context;
  });
  return [...byContext].map(([context, types]) => {
    const impersonal = types.filter((type) => contracts.get(type)!.personal.length === 0);
    return feedSource(findFeed(context, consumer, new Set(impersonal)), new Set(types));
  });
}
