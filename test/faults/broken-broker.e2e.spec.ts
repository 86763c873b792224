import { Seen } from '../drivers/seen.js';
import { atTheBroker, brokerFaults, feedsAt } from './broker-faults.js';
import { inBrokeredShop } from './brokered-shop.js';
import { contexts } from './killable-split.js';
import { breakBroker } from './scenarios/break-broker.js';

const toNobody = contexts.map((context) => `${context}=http://127.0.0.1:1`).join();

/** What customers are called does not come by the broker, so nobody who does without it waits for it. */
class SeenOfThings extends Seen {
  override note(token: string | null): void {
    const places = token?.split(',').filter((place) => !place.trim().startsWith('users:'));
    if (places !== undefined && places.length > 0) super.note(places.join(','));
  }
}

it('lets contexts hear each other by the broker alone, when none can ask another, but for what tells of a person', async () => {
  const settingsOf = ({ name }: { name: string }): Record<string, string> =>
    name === 'gateway' ? { CONTEXT_REGISTRY: '' } : { CONTEXT_REGISTRY: '', CONTEXT_URLS: toNobody };
  await inBrokeredShop({ settingsOf }, async ({ split, broker }) => {
    const seen = new SeenOfThings();
    const [staff, shopper] = [await split.shop.staff(seen), await split.shop.shopper(seen)];
    const { orderId } = await shopper.placed({ [await staff.sells()]: 1 });
    const { payment, shipment } = await shopper.seesStatus(orderId, 'paid');
    expect([payment, shipment]).toMatchObject([{ status: 'captured' }, null]);
    const messages = await atTheBroker(broker, async (manager) => {
      const infos = (await feedsAt(manager)).map((stream) => manager.streams.info(stream));
      return new Map((await Promise.all(infos)).map(({ config, state }) => [config.name, state.messages]));
    });
    for (const context of ['catalog', 'orders', 'payments'])
      expect(messages.get(`tearline_${context}`)).toBeGreaterThan(0);
  });
});

it('takes every order at once, loses nothing and does nothing twice, whatever the broker suffers', async () => {
  expect(await breakBroker(Object.values(brokerFaults))).toEqual([]);
});
