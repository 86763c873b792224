import { startProcess } from '#test/processes';
import type { Credentials, ShopUnderTest } from '../drivers/shop-under-test.js';

interface Summary {
  readonly placed: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly troubles: readonly string[];
  readonly check: { readonly agrees: boolean; readonly disagreements: readonly unknown[] };
}

/** `npm run traffic` in a shop that runs. */
export function describeTraffic(shop: () => ShopUnderTest, admin: () => Credentials) {
  describe('traffic', () => {
    async function traffic(...args: string[]) {
      const env = { ADMIN_EMAIL: admin().email, ADMIN_PASSWORD: admin().password };
      const process = startProcess('dist/apps/shop/traffic/main.js', { args: ['--url', shop().origin, ...args], env });
      const { code } = await process.exited;
      return { code, output: process.output };
    }

    it('goes through the shop, and finds that money, stock, orders and shipments agree', async () => {
      const staff = await shop().staff();
      for (const stock of [4, 4, 4]) await staff.sells({ stock });
      const { code, output } = await traffic('--orders', '40', '--concurrency', '8', '--patience', '30', '--json');
      const summary = JSON.parse(output.slice(output.indexOf('{'))) as Summary;
      const { troubles, check } = summary;
      expect({ code, troubles, ...check }).toMatchObject({ code: 0, troubles: [], agrees: true, disagreements: [] });
      expect(summary.placed).toBe(40);
      expect(Object.values(summary.outcomes).reduce((sum, orders) => sum + orders)).toBe(40);
    }, 120_000);

    it('does not begin with a log-in that is not that of staff', async () => {
      const { code, output } = await traffic('--password', 'a guess that is wrong');
      expect(output).toContain('This log-in is not that of staff');
      expect(code).toBe(2);
    });
  });
}
