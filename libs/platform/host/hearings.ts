import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { declarationOf, readersOf } from '#platform/consumers';
import type { Contract } from '#platform/core';
import type { Hearings } from '#platform/nats-access';
import { definitionOf } from './context.js';

/** Who hears whom, as the modules of contexts declare it; none of them is started. */
export function hearingsOf(modules: readonly Type[]): Hearings {
  return Object.fromEntries(modules.map(ofContext).toSorted(([a], [b]) => a.localeCompare(b)));
}

function ofContext(module: Type): readonly [string, Hearings[string]] {
  const definition = definitionOf(module);
  const providers = (Reflect.getMetadata('providers', module) ?? []) as object[];
  const declared = providers.flatMap((provider) => declarationOf(provider) ?? []);
  const consumers = [...declared, ...(definition.processes ?? [])].flatMap(({ name, facts, ...options }) => {
    const heard = new Set((facts ?? []).map(({ context }: Contract) => context));
    const sources = [...heard].filter((context) => context !== definition.name).toSorted();
    return readersOf(name, 'lanes' in options ? options.lanes : 1).map((reader) => [reader, sources] as const);
  });
  const hearing = consumers.filter(([, sources]) => sources.length > 0);
  return [definition.name, Object.fromEntries(hearing.toSorted(([a], [b]) => a.localeCompare(b)))];
}
