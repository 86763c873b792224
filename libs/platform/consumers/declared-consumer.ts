import type { Contract, Ignore } from '#platform/core';
import { ignore } from '#platform/core';
import type { Feed, Message } from '#platform/feed';
import type { EventLog } from '#platform/log';
import type { Consumer, Source } from './consumer.js';
import type { Commands, Declaration } from './declarations.js';
import { feedSource, logSource } from './sources.js';
import type { Work } from './work.js';

type Handler = (data: unknown, context: object) => unknown;

/** Finds the feed of a context for one consumer. */
export type FindFeed = (context: string, consumer: string) => Feed;

/** Makes a consumer of a provider whose class carries a declaration. */
export function consumerOf(
  declaration: Declaration,
  instance: { readonly on: Readonly<Record<string, Handler | Ignore>> },
  log: EventLog,
  findFeed: FindFeed,
): Consumer {
  const { name, facts } = declaration;
  const contracts = new Map((facts ?? []).map((contract) => [contract.name, contract]));
  const heard = Object.keys(instance.on).filter((type) => instance.on[type] !== ignore);
  const sources =
    facts === undefined ? [logSource(log, new Set(heard))] : feedSources(contracts, heard, findFeed, name);
  const invoke = (message: Message, context: object): unknown => {
    const data = facts === undefined ? message.data : contracts.get(message.type)!.parse(message.data).data;
    return (instance.on[message.type] as Handler)(data, { ...context, event: message });
  };
  const shared = { name, sources };
  if (declaration.kind === 'projection') {
    const handle = async (message: Message, work: Work) => void (await invoke(message, { rows: work.rows }));
    return { kind: 'projection', ...shared, handle };
  }
  if (declaration.kind === 'reaction') {
    const handle = (message: Message, work: Work) => work.commands(invoke(message, {}) as Commands);
    return { kind: 'reaction', ...shared, handle };
  }
  const { timeout = 10_000, concurrency = 32 } = declaration;
  const call = async (message: Message, signal: AbortSignal) =>
    (await invoke(message, { idempotencyKey: `${name}:${message.id}`, signal })) as Commands;
  return { kind: 'effect', ...shared, timeout, concurrency, call };
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
  return [...byContext].map(([context, types]) => feedSource(findFeed(context, consumer), new Set(types)));
}
