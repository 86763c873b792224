import { eventually } from '../../support/eventually.js';
import { expectProblem, expectStatus } from '../../drivers/caller.js';
import type { Shopper } from '../../drivers/shopper.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

export function describeCancellation(shop: () => ShopUnderTest): void {
  it('gives back the stock of an order that is not paid', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ stock: 5 });
    const { orderId } = await shopper.placed({ [sku]: 2 }, 'tok_declined');
    await shopper.seesDecline(orderId);
    expectStatus(await shopper.cancel(orderId), 200);
    expect(await shopper.order(orderId)).toMatchObject({ status: 'cancelled', shipment: null });
    await staff.counts(sku, { stock: 5, reserved: 0, sold: 0 });
    expectProblem(await shopper.pay(orderId, 'tok_ok'), 409, 'orders.already-cancelled');
  });

  it('gives back stock and money of a paid order once, and calls off the shipment', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ stock: 5 });
    const { orderId, shipment } = await shopper.orderReadyToGo({ [sku]: 2 });
    expectStatus(await shopper.cancel(orderId), 200);
    await refunded(shopper, orderId, 2500);
    await staff.counts(sku, { stock: 5, reserved: 0, sold: 0 });
    await eventually(async () => expect(await shopper.shipments(orderId)).toMatchObject([{ status: 'cancelled' }]));
    expectProblem(await staff.dispatch(shipment!.shipmentId), 409, 'shipping.cancelled');
  });

  it('refunds once, however often and by whomever it is asked for', async () => {
    const { staff, shopper } = await shop().people();
    const { orderId } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    const asked = Array.from({ length: 5 }, () => shopper.cancel(orderId));
    const answers = await Promise.all([
      ...asked,
      staff.post(`/orders/${orderId}/cancellation`, { reason: 'recalled' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    await refunded(shopper, orderId, 1250);
  });

  it('refunds money that arrives later', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ stock: 5 });
    const { orderId } = await shopper.placed({ [sku]: 1 }, 'tok_slow');
    await shopper.seesStatus(orderId, 'awaiting-payment');
    expectStatus(await shopper.cancel(orderId), 200);
    await refunded(shopper, orderId, 1250);
    expect(await shopper.order(orderId)).toMatchObject({ status: 'cancelled' });
    await staff.counts(sku, { stock: 5, reserved: 0, sold: 0 });
  });

  it('is refused once the order is on its way', async () => {
    const { staff, shopper } = await shop().people();
    const { orderId, shipment } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    expectStatus(await staff.dispatch(shipment!.shipmentId), 200);
    await shopper.seesStatus(orderId, 'shipped');
    expectProblem(await shopper.cancel(orderId), 409, 'orders.already-dispatched');
    expect(await shopper.payments(orderId)).toMatchObject([{ status: 'captured', refunded: { amount: 0 } }]);
  });

  it('comes out the same way when it meets the placing', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ stock: 100 });
    const cancelAtOnce = async () => {
      const { orderId } = await shopper.placed({ [sku]: 1 });
      expectStatus(await shopper.cancel(orderId), 200);
      return orderId;
    };
    const orderIds = await Promise.all(Array.from({ length: 10 }, cancelAtOnce));
    await staff.counts(sku, { stock: 100, reserved: 0, sold: 0 });
    const orders = await Promise.all(orderIds.map((orderId) => shopper.order(orderId)));
    expect(orders.map(({ status }) => status)).toEqual(Array(10).fill('cancelled'));
  });
}

/** All the money that was taken for an order has been given back, and no more. */
async function refunded(shopper: Shopper, orderId: string, amount: number): Promise<void> {
  await eventually(
    async () =>
      expect(await shopper.payments(orderId)).toMatchObject([
        { status: 'refunded', amount: { amount }, refunded: { amount } },
      ]),
    { within: 20_000 },
  );
}
