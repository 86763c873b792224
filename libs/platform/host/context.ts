import 'reflect-metadata';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { setting, url, type Setting } from '#platform/config';
import { Ids } from '#platform/core';
import type { ContextHome } from '#platform/database';
import { Log } from '#platform/log';
import { DataSource } from 'typeorm';
import type { ContextDefinition } from './context-definition.js';
import { ContextRuntime } from './context-runtime.js';
import { ContextRuntimes } from './context-runtimes.js';
import { DatabaseHomes } from './database-homes.js';

@Module({})
export class ContextModule {}

const definitions = new WeakMap<object, ContextDefinition>();
const ownServers = new Map<string, Setting<string | undefined>>();

/**
 * Gives a context's module what it stands on: its own `Log`, `DataSource` (for reading its read models), `Clock` and `Ids`.
 * The context has a schema and a database role of its own; `<CONTEXT>_DATABASE_URL` gives it a server of its own.
 */
export function context(definition: ContextDefinition): DynamicModule {
  const { name } = definition;
  if (!/^[a-z][a-z-]{0,39}$/.test(name))
    throw new Error(`"${name}" is not a context's name: use up to 40 lower-case letters and dashes`);
  const ownServer = ownServerSetting(name);
  ownServers.set(name, ownServer);
  const dynamic: DynamicModule = {
    module: ContextModule,
    providers: [
      {
        provide: ContextRuntime,
        inject: [ContextRuntimes, DatabaseHomes, Ids],
        useFactory: (runtimes: ContextRuntimes, homes: DatabaseHomes, ids: Ids) =>
          runtimes.open(definition, homes.of(name, ownServer), ids),
      },
      { provide: Log, inject: [ContextRuntime], useFactory: ({ log }: ContextRuntime) => log },
      { provide: DataSource, inject: [ContextRuntime], useFactory: ({ dataSource }: ContextRuntime) => dataSource },
    ],
    exports: [Log, DataSource, ContextRuntime],
  };
  definitions.set(dynamic, definition);
  return dynamic;
}

/** What `context(…)` was told, when the module is one that it made. */
function definitionIn(imported: object): ContextDefinition | undefined {
  return definitions.get(imported);
}

/** What the module of a context tells the platform about it; the module is not started. */
export function definitionOf(module: Type): ContextDefinition {
  const imports = (Reflect.getMetadata('imports', module) ?? []) as object[];
  const [definition] = imports.flatMap((imported) => definitionIn(imported) ?? []);
  if (definition === undefined) throw new Error(`${module.name} is not the module of a context`);
  return definition;
}

/** Where the settings say that a context has its data; `sharedUrl` is the address of those without a server of their own. */
export function homeOf({ name }: ContextDefinition, sharedUrl: string): ContextHome {
  return new DatabaseHomes(sharedUrl).of(name, ownServers.get(name));
}

function ownServerSetting(name: string): Setting<string | undefined> {
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`;
  return setting(variable, url, `the address of a PostgreSQL server for the context ${name} alone`, { secret: true });
}
