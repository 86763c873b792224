import type { Contract, Ignore } from '#platform/core';
import { ignore } from '#platform/core';
import type { Feed, Message } from '#platform/feed';
import type { EventLog } from '#platform/log';
import type { Consumer, Source } from './consumer.js';
import type { Commands, Declaration } from './declarations.js';
import { feedSource, logSource } from './sources.js';

type Handler = (data: unknown, context: object) => unknown;

/** Finds the feed of a context. */
export type FindFeed = (context: string) => Feed;

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
  const sources = facts === undefined ? [logSource(log, new Set(heard))] : feedSources(contracts, heard, findFeed, name);
  const invoke = (message: Message, context: object): unknown => {
    const data = facts === undefined ? message.data : contracts.get(message.type)!.parse(message.data).data;
    return (instance.on[message.type] as Handler)(data, { ...context, event: message });
  };
  switch (declaration.kind) {
    case 'projection':
      return { kind: 'projection', name, sources, handle: async (message, work) => void (await invoke(message, { rows: work.rows })) };
    case 'reaction':
      return {
        kind: 'reaction',
        name,
        sources,
        handle: async (message, work) => {
          for (const command of invoke(message, {}) as Commands) await work.command(command);
        },
      };
    case 'effect':
      return {
        kind: 'effect',
        name,
        sources,
        timeout: declaration.timeout ?? 10_000,
        concurrency: declaration.concurrency ?? 32,
        call: async (message, signal) =>
          (await invoke(message, { idempotencyKey: `${name}:${message.id}`, signal })) as Commands,
      };
  }
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
    if (contract === undefined) throw new Error(`${consumer} handles "${type}" but does not list its contract among its facts`);
    return contract.context;
  });
  return [...byContext].map(([context, types]) => feedSource(findFeed(context), new Set(types)));
}
