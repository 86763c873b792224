import { type DynamicModule, Module } from '@nestjs/common';
import { setting, url, type Setting } from '#platform/config';
import { Ids, type ProcessManager } from '#platform/core';
import type { Migration } from '#platform/database';
import type { Publication } from '#platform/feed';
import { Log } from '#platform/log';
import { DataSource } from 'typeorm';
import { ContextRuntime } from './context-runtime.js';
import { DatabaseHomes } from './database-homes.js';

/** What a context tells the platform about itself; everything else is found among its module's providers and controllers. */
export interface ContextDefinition {
  /** Lower-case letters and dashes. Names its schema, its roles, its feed and its settings, for ever. */
  readonly name: string;
  readonly publish?: Publication;
  readonly processes?: readonly ProcessManager<any, any, any>[];
  readonly entities?: readonly Function[];
  readonly migrations?: readonly Migration[];
}

@Module({})
export class ContextModule {}

/**
 * Gives a context's module what it stands on: its own `Log`, `DataSource` (for reading its read models), `Clock` and `Ids`.
 * The context has a schema and a database role of its own; `<CONTEXT>_DATABASE_URL` gives it a server of its own.
 */
export function context(definition: ContextDefinition): DynamicModule {
  const { name } = definition;
  if (!/^[a-z][a-z-]*$/.test(name)) throw new Error(`"${name}" is not a context's name: use lower-case letters and dashes`);
  const ownServer = ownServerSetting(name);
  return {
    module: ContextModule,
    providers: [
      {
        provide: ContextRuntime,
        inject: [DatabaseHomes, Ids],
        useFactory: (homes: DatabaseHomes, ids: Ids) =>
          ContextRuntime.open(definition, homes.of(name, ownServer.value), ids),
      },
      { provide: Log, inject: [ContextRuntime], useFactory: ({ log }: ContextRuntime) => log },
      { provide: DataSource, inject: [ContextRuntime], useFactory: ({ dataSource }: ContextRuntime) => dataSource },
    ],
    exports: [Log, DataSource, ContextRuntime],
  };
}

function ownServerSetting(name: string): Setting<string | undefined> {
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`;
  return setting(variable, url, `the address of a PostgreSQL server for the context ${name} alone`, { secret: true });
}

