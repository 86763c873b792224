import { expectProblem, expectStatus } from '../../drivers/caller.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

export function describeJourney(shop: () => ShopUnderTest): void {
  it('goes from the basket to the door', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    const { orderId } = await shopper.placed({ [sku]: 2 });
    const { shipment, payment } = await shopper.seesShipment(orderId, 'prepared');
    expect(payment).toMatchObject({ status: 'captured', attempts: 1 });

    expectStatus(await staff.dispatch(shipment!.shipmentId, 'T-4711'), 200);
    const shipped = await shopper.seesStatus(orderId, 'shipped');
    expect(shipped.shipment).toMatchObject({ status: 'dispatched', carrier: 'DHL', trackingNumber: 'T-4711' });

    expectStatus(await staff.deliver(shipment!.shipmentId), 200);
    const { history } = await shopper.seesStatus(orderId, 'completed');
    const milestones = ['order-placed', 'payment-requested', 'order-paid', 'shipment-prepared', 'order-shipped'];
    expect(history.map(({ what }) => what)).toEqual([...milestones, 'order-completed']);
    expect(history.map(({ at }) => at)).toEqual(history.map(({ at }) => at).toSorted());
  });

  it('costs what the catalogue says when the order is placed', async () => {
    const { staff, shopper } = await shop().people();
    const [mug, pot] = [await staff.sells(), await staff.sells({ price: { amount: 3999, currency: 'EUR' } })];
    const total = { amount: 2 * 1250 + 3999, currency: 'EUR' };
    const placed = await shopper.place({ [mug]: 2, [pot]: 1 });
    expect(expectStatus(placed, 201)).toEqual({ orderId: expect.any(String), status: 'placed', total });

    await staff.patch(`/products/${mug}`, { price: { amount: 1, currency: 'EUR' } });
    const { orderId } = placed.body;
    expect(await shopper.seesStatus(orderId, 'paid')).toMatchObject({
      total,
      lines: [
        { sku: mug, title: 'Mug', quantity: 2, unitPrice: { amount: 1250, currency: 'EUR' } },
        { sku: pot, quantity: 1, unitPrice: { amount: 3999, currency: 'EUR' } },
      ],
    });
    expect(await shopper.payments(orderId)).toMatchObject([{ amount: total, status: 'captured' }]);
  });

  it('takes the new price once it is changed', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    await staff.patch(`/products/${sku}`, { price: { amount: 700, currency: 'EUR' } });
    expect(await shopper.placed({ [sku]: 3 })).toMatchObject({ total: { amount: 2100, currency: 'EUR' } });
  });

  it('does not let staff deliver what has not left', async () => {
    const { staff, shopper } = await shop().people();
    const { shipment } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    expectProblem(await staff.deliver(shipment!.shipmentId), 409, 'shipping.not-dispatched');
    expectStatus(await staff.dispatch(shipment!.shipmentId, 'T-1'), 200);
    expectProblem(await staff.dispatch(shipment!.shipmentId, 'T-2'), 409, 'shipping.already-dispatched');
  });

  it('is not harmed when its product is taken off the shelf, but no new one begins', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    const { orderId } = await shopper.placed({ [sku]: 1 });
    expectStatus(await staff.delist(sku), 204);
    expectProblem(await shopper.place({ [sku]: 1 }), 409, 'orders.product-not-orderable');
    await shopper.seesShipment(orderId, 'prepared');
  });
}
