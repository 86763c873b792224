import { expectProblem, expectStatus } from '../../drivers/caller.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

interface Change {
  readonly orderId: string;
  readonly version: number;
  readonly status: string;
  readonly what: string;
}

export function describeUpdates(shop: () => ShopUnderTest): void {
  const of = (orderId: string) => `/orders/${orderId}/updates`;

  it('tells each change of the order once, in order', async () => {
    const { staff, shopper } = await shop().people();
    const { orderId } = await shopper.placed({ [await staff.sells()]: 1 });
    const [own, ofStaff] = await Promise.all([shopper.listen<Change>(of(orderId)), staff.listen<Change>(of(orderId))]);
    const { shipment } = await shopper.seesShipment(orderId, 'prepared');
    expectStatus(await staff.dispatch(shipment!.shipmentId), 200);
    expectStatus(await staff.deliver(shipment!.shipmentId), 200);
    for (const stream of [own, ofStaff]) {
      await stream.sees(({ status }) => status === 'completed');
      await stream.cut();
      const changes = stream.received.map(({ data }) => data);
      expect(stream.ids).toEqual(['1', '2', '3', '4', '5', '6']);
      expect(changes.map(({ status }) => status)).toEqual(statuses);
      const { history } = await shopper.order(orderId);
      expect(changes).toEqual(history.map((entry) => ({ orderId, ...entry })));
    }
  });

  it('goes on behind what was seen last, and repeats nothing', async () => {
    const { staff, shopper } = await shop().people();
    const { orderId } = await shopper.placed({ [await staff.sells()]: 1 });
    const before = await shopper.listen<Change>(of(orderId));
    const { id: last } = await before.sees(({ what }) => what === 'payment-requested');
    await before.cut();
    await shopper.seesShipment(orderId, 'prepared');
    const after = await shopper.listen<Change>(of(orderId), { 'last-event-id': last! });
    await after.sees(({ what }) => what === 'shipment-prepared');
    expectStatus(await shopper.cancel(orderId), 200);
    await after.sees(({ what }) => what === 'payment-refunded');
    await after.cut();
    expect(after.ids).toEqual(['3', '4', '5', '6']);
  });

  it('begins at the beginning for a client that brings no place of this stream', async () => {
    const { staff, shopper } = await shop().people();
    const { orderId } = await shopper.placed({ [await staff.sells()]: 1 });
    const stream = await shopper.listen<Change>(of(orderId), { 'last-event-id': 'yesterday' });
    await stream.sees(({ status }) => status === 'paid');
    await stream.cut();
    expect(stream.ids[0]).toBe('1');
  });

  it('is there for nobody else', async () => {
    const { staff, shopper, seen } = await shop().people();
    const stranger = await shop().shopper(seen);
    const { orderId } = await shopper.placed({ [await staff.sells()]: 1 });
    const events = { accept: 'text/event-stream' };
    expectProblem(await stranger.get(of(orderId), events), 404, 'orders.not-found');
    expectProblem(await staff.get(of('mine'), events), 404, 'orders.not-found');
    expectProblem(await shop().visitor().get(of(orderId), events), 401, 'security.sign-in-required');
  });
}

const statuses = ['placed', 'awaiting-payment', 'paid', 'paid', 'shipped', 'completed'];
