import { createTestDatabase } from '../../support/database.js';
import { SmallSystem, type SmallSystemOptions } from '../small-system-under-test.js';
import { say } from '../waiting-for.js';

/** Opens a small system on a database of its own, and ends it when the scenario has ended. */
export async function inSmallSystem<Result>(
  options: Omit<SmallSystemOptions, 'databaseUrl'>,
  scenario: (system: SmallSystem) => Promise<Result>,
): Promise<Result> {
  const { name, weakened = [] } = options;
  say(weakened.length === 0 ? name : `${name}, without ${weakened.join(', ')}`);
  const { url, drop } = await createTestDatabase();
  const system = await SmallSystem.prepare({ ...options, databaseUrl: url });
  try {
    return await system.play(() => scenario(system));
  } finally {
    await system.end();
    await drop();
  }
}
