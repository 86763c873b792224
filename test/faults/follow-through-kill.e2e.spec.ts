import { expectStatus } from '../drivers/caller.js';
import { following } from '../drivers/following.js';
import { createTestDatabase } from '../support/database.js';
import { KillableShop } from './killable-shop.js';

let killable: KillableShop;
afterAll(() => killable.end());

it('tells those who follow an order over GraphQL what they have missed, and nothing twice, when its process is killed', async () => {
  killable = await KillableShop.start((await createTestDatabase()).url);
  const { staff, shopper } = await killable.shop.people();
  const { orderId, shipment } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
  const before = await following(killable.shop, shopper, orderId);
  const { orderUpdated: seen } = await before.sees(({ orderUpdated }) => orderUpdated.status === 'PAID');
  expect(before.ids).toEqual([String(seen.version)]);
  await killable.kill();
  await before.ended;

  await killable.startAgain();
  expectStatus(await staff.dispatch(shipment!.shipmentId), 200);
  const after = await following(killable.shop, shopper, orderId, before.ids[0]);
  await after.sees(({ orderUpdated }) => orderUpdated.status === 'SHIPPED');
  expectStatus(await staff.deliver(shipment!.shipmentId), 200);
  const { orderUpdated: last } = await after.sees(({ orderUpdated }) => orderUpdated.status === 'COMPLETED');
  await after.cut();
  expect(after.ids).toEqual([seen.version + 1, seen.version + 2].map(String));
  const missed = last.history.filter(({ version }) => version > seen.version).map(({ what }) => what);
  expect(missed).toEqual(['order-shipped', 'order-completed']);
});
