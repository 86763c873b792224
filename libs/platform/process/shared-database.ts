import { resolve } from 'node:path';
import { dataDirectory } from '#platform/config';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/embedded-postgres';
import { databaseUrl } from './settings.js';

/** The database of all contexts that have none of their own: what the settings name, else the one that the project brings, which is started. */
export class SharedDatabase {
  private readonly own: Promise<EmbeddedPostgres | undefined>;

  /** `log` is told what a person waiting should know. */
  constructor(log: (line: string) => void = (line) => console.log(line)) {
    const directory = resolve(dataDirectory.value, 'postgres');
    this.own = databaseUrl.value === undefined ? startEmbeddedPostgres({ directory, log }) : Promise.resolve(undefined);
    this.own.catch(() => {});
  }

  /** Resolves once what was started takes connections. Rejects with the server's own words when it does not start. */
  async url(): Promise<string> {
    return (await this.own)?.url ?? databaseUrl.value!;
  }

  /** Leaves what was started, also while it starts. */
  async stop(): Promise<void> {
    const own = await this.own.catch(() => undefined);
    await own?.stop();
  }
}
