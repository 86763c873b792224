import type { Declaration } from '#platform/consumers';
import {
  aggregatesOf,
  type Contract,
  contractsOf,
  ignore,
  type PersonalData,
  type ProcessManager,
} from '#platform/core';
import type { ContextDescription, DescribedConsumer, DescribedStreams } from '#platform/operations';
import type { DeclaredConsumer, FoundContext } from './discovery.js';
import { forgettingIn } from './forget-people.js';

/** What a running context is made of. */
export function describeContext({ runtime, consumers }: FoundContext): ContextDescription {
  const { name, definition } = runtime;
  const processes = (definition.processes ?? []) as readonly ProcessManager[];
  const { personalData } = definition;
  const described = [
    ...consumers.map((consumer) => ofDeclared(consumer, name)),
    ...processes.map(ofProcess),
    ...(personalData === undefined ? [] : [ofForgetting(personalData, name)]),
  ];
  return {
    name,
    streams: [...aggregatesOf(name).map(ofAggregate), ...processes.map(streamsOf)].toSorted((a, b) =>
      a.category < b.category ? -1 : 1,
    ),
    contracts: definition.publish === undefined ? [] : contractsOf(name),
    consumers: described.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function ofAggregate({ category, evolve }: ReturnType<typeof aggregatesOf>[number]): DescribedStreams {
  return { category, kind: 'aggregate', events: Object.keys(evolve) };
}

function streamsOf({ name, facts }: ProcessManager): DescribedStreams {
  return { category: name, kind: 'process', events: facts.map((fact) => fact.name) };
}

function ofDeclared({ declaration, instance }: DeclaredConsumer, context: string): DescribedConsumer {
  const { name, kind, facts, lanes = 1 } = declaration;
  const heard = Object.keys(instance.on).filter((type) => instance.on[type] !== ignore);
  const hears = facts === undefined ? [{ context, types: heard }] : byContext(facts.filter(isHeard(heard)));
  return { name, kind, lanes, hears, isRebuildable: tablesOf(declaration).length > 0 };
}

function ofProcess({ name, facts }: ProcessManager): DescribedConsumer {
  return { name, kind: 'process', lanes: 1, hears: byContext(facts), isRebuildable: false };
}

function ofForgetting({ forgottenAfter }: PersonalData, context: string): DescribedConsumer {
  const hears = [{ context, types: Object.keys(forgottenAfter) }];
  return { name: forgettingIn(context), kind: 'effect', lanes: 1, hears, isRebuildable: false };
}

function isHeard(types: readonly string[]) {
  return ({ name }: Contract) => types.includes(name);
}

function tablesOf(declaration: Declaration): readonly Function[] {
  return declaration.kind === 'projection' ? (declaration.tables ?? []) : [];
}

function byContext(facts: readonly Contract[]): DescribedConsumer['hears'] {
  return [...Map.groupBy(facts, ({ context }) => context)]
    .map(([context, of]) => ({ context, types: of.map(({ name }) => name) }))
    .toSorted((a, b) => (a.context < b.context ? -1 : 1));
}
