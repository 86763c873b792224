import { KillablePostgres } from './killable-postgres.js';
import { SmallSystem, type SmallSystemOptions } from './small-system-under-test.js';
import { say } from './waiting-for.js';

/** A small system on a server of its own. */
export interface OwnServer {
  readonly system: SmallSystem;
  readonly postgres: KillablePostgres;
}

/** Plays a scenario on a server that may be ill-treated, in a folder of its own or in that one. */
export async function onOwnServer<Result>(
  options: Omit<SmallSystemOptions, 'databaseUrl'>,
  scenario: (own: OwnServer) => Promise<Result>,
  folder?: string,
): Promise<Result> {
  const { name, weakened = [] } = options;
  say(weakened.length === 0 ? name : `${name}, without ${weakened.join(', ')}`);
  const postgres = await KillablePostgres.start(folder);
  const system = await SmallSystem.prepare({ ...options, databaseUrl: postgres.url });
  try {
    await system.start();
    return await system.play(() => scenario({ system, postgres }));
  } finally {
    await system.end();
    await postgres.remove();
  }
}
