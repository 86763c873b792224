import { type RunningProcess, startProcess } from '../support/processes.js';
import { type Credentials, ShopUnderTest } from './shop-under-test.js';
import { rolePrefix } from '#test/roles';

export const admin: Credentials = { email: 'admin@shop.local', password: 'a dozen brass kettles' };

/** The whole shop as one process of its own. */
export interface Monolith {
  readonly process: RunningProcess;
  readonly shop: ShopUnderTest;
}

/** Starts the monolith on a database; resolves when it takes requests. */
export async function startMonolith(
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Monolith> {
  const process = startProcess('dist/apps/shop/monolith/main.js', {
    env: {
      DATABASE_URL: databaseUrl,
      DATABASE_ROLE_PREFIX: rolePrefix,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      LOG_LEVEL: 'warn',
      PORT: '0',
      ...settings,
    },
  });
  const [, origin] = await process.waitForOutput(/The shop is open: (http:\/\/\S+)/);
  return { process, shop: new ShopUnderTest(origin!, admin) };
}
