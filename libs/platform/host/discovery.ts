import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { type ConsumerInstance, declarationOf, type Declaration } from '#platform/consumers';
import { contextOf } from '#platform/core';
import { rootFieldsOf } from '#platform/graphql';
import { ContextModule } from './context.js';
import type { ContextDefinition } from './context-definition.js';
import { ContextRuntime } from './context-runtime.js';
import { forgettingIn } from './forget-people.js';

/** A provider whose class declares a consumer. */
export interface DeclaredConsumer {
  readonly declaration: Declaration;
  readonly instance: ConsumerInstance;
  /** By which Nest knows the module. */
  readonly module: string;
}

/** A context as found in the running modules. */
export interface FoundContext {
  readonly runtime: ContextRuntime;
  /** And resolvers: whatever answers requests. */
  readonly controllers: readonly Type[];
  readonly consumers: readonly DeclaredConsumer[];
}

const noRequest =
  'or what it is bound to is request-scoped, and an event is no request: give it, its guards, pipes, interceptors and filters the default scope';

/** Finds every context among the modules: the module that imports `context(…)`, with its controllers and consumers. */
export function findContexts(modules: ModulesContainer): readonly FoundContext[] {
  return [...modules].flatMap(([key, module]) => {
    const own = [...module.imports].find(({ metatype }) => metatype === ContextModule);
    if (own === undefined) return [];
    const runtime = own.providers.get(ContextRuntime)!.instance as ContextRuntime;
    const resolvers = [...module.providers.values()].filter(({ metatype }) => rootFieldsOf(metatype).length > 0);
    const controllers = [...module.controllers.values(), ...resolvers].map(({ metatype }) => metatype as Type);
    const consumers = [...module.providers.values()].flatMap((provider) => {
      const { metatype } = provider;
      const declaration = typeof metatype === 'function' ? declarationOf(metatype) : undefined;
      if (declaration === undefined) return [];
      if (!provider.isDependencyTreeStatic()) throw new Error(`${declaration.name} ${noRequest}`);
      return [{ declaration, instance: provider.instance as ConsumerInstance, module: key }];
    });
    refuseForeignNames(runtime.name, [
      ...consumers.map(({ declaration }) => declaration.name),
      ...(runtime.definition.processes ?? []).map(({ name }) => name),
      ...(runtime.definition.personalData === undefined ? [] : [forgettingIn(runtime.name)]),
    ]);
    refuseLanes(runtime.definition.processes ?? []);
    refuseClearFacts(runtime.definition);
    refuseClearCommands(runtime.definition);
    return [{ runtime, controllers, consumers }];
  });
}

/** Names are stored: one in another context's name, or one used twice, would mix up what is remembered under it. */
function refuseForeignNames(context: string, names: readonly string[]): void {
  for (const name of names) {
    if (contextOf(name) !== context)
      throw new Error(`The consumer ${name} is declared in the context ${context}: call it ${context}.…`);
    if (names.filter((other) => other === name).length > 1) throw new Error(`Two consumers are called ${name}`);
  }
}

/** What a process hears of one matter comes by many streams, and what it decides follows from all of it. */
function refuseLanes(processes: readonly { readonly name: string }[]): void {
  const [divided] = processes.filter((process) => 'lanes' in process);
  if (divided !== undefined)
    throw new Error(`The process ${divided.name} declares lanes, and a process has one: leave them out`);
}

/** What a process hears is kept in its own stream for ever: what it tells of people has to be sealed there too. */
function refuseClearFacts({ name, processes = [], personalData }: ContextDefinition): void {
  const sealed = personalData?.fields ?? {};
  for (const process of processes) {
    const clear = process.facts.find(({ name, personal }) => personal.length > 0 && !Object.hasOwn(sealed, name));
    if (clear !== undefined)
      throw new Error(
        `The process ${process.name} would keep in clear what ${clear.name} tells of a person: name the fields in the personal data of ${name}`,
      );
  }
}

/** What a process sends is kept as well, and nobody sees from outside which of it tells of the people it hears of. */
function refuseClearCommands({ name, processes = [], personalData }: ContextDefinition): void {
  const [gossiping] = processes.filter(({ facts }) => facts.some(({ personal }) => personal.length > 0));
  if (gossiping !== undefined && personalData?.commands === undefined)
    throw new Error(
      `The process ${gossiping.name} hears of people and remembers the commands that it sends: say in the personal data of ${name} which fields of them tell of people, or that none do (commands: {})`,
    );
}
