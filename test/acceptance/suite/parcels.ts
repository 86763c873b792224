import type { Order, Page, Shipment } from '../../drivers/answers.js';
import { expectProblem, expectStatus, fieldsOf } from '../../drivers/caller.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

export function describeParcels(shop: () => ShopUnderTest): void {
  /** Two mugs and a pot, ready to go. */
  async function anOrder() {
    const { staff, shopper } = await shop().people();
    const [mug, pot] = [await staff.sells(), await staff.sells({ title: 'Pot' })];
    const { orderId, shipment } = await shopper.orderReadyToGo({ [mug]: 2, [pot]: 1 });
    return { staff, shopper, mug, pot, orderId, shipmentId: shipment!.shipmentId };
  }
  const statuses = ({ shipment }: Order) => shipment!.parcels.map(({ parcel, status }) => [parcel, status]);

  it('carry the whole order when nothing else is said', async () => {
    const { staff, shopper, mug, pot, orderId, shipmentId } = await anOrder();
    expect((await shopper.order(orderId)).shipment).toMatchObject({ status: 'prepared', parcels: [] });
    expect(expectStatus(await staff.dispatch(shipmentId, 'T-1'), 200)).toEqual({
      shipmentId,
      status: 'dispatched',
      carrier: 'DHL',
      parcel: 1,
    });
    const { shipment } = await shopper.seesStatus(orderId, 'shipped');
    const lines = [
      { sku: mug, title: 'Mug', quantity: 2 },
      { sku: pot, title: 'Pot', quantity: 1 },
    ];
    const parcel = { parcel: 1, status: 'dispatched', carrier: 'DHL', trackingNumber: 'T-1', lines };
    expect(shipment!.parcels).toMatchObject([{ ...parcel, returned: [] }]);
    expect(await shopper.shipments(orderId)).toMatchObject([{ parcels: [{ ...parcel, returns: [] }] }]);
    expectStatus(await staff.deliver(shipmentId), 200);
    expect(statuses(await shopper.seesStatus(orderId, 'completed'))).toEqual([[1, 'delivered']]);
  });

  it('leave one after the other and arrive in any order', async () => {
    const { staff, shopper, mug, pot, orderId, shipmentId } = await anOrder();
    expect(expectStatus(await staff.sendParcel(shipmentId, 'T-1', { [mug]: 1 }), 200)).toMatchObject({ parcel: 1 });
    const shipped = await shopper.seesStatus(orderId, 'shipped');
    expect(shipped.shipment!.parcels).toMatchObject([{ lines: [{ sku: mug, quantity: 1 }], trackingNumber: 'T-1' }]);
    expectProblem(await shopper.cancel(orderId), 409, 'orders.already-dispatched');
    expectStatus(await staff.sendParcel(shipmentId, 'T-2', { [pot]: 1 }), 200);
    expect(expectStatus(await staff.sendParcel(shipmentId, 'T-3'), 200)).toMatchObject({ parcel: 3 });

    expectStatus(await staff.deliverParcel(shipmentId, 2), 200);
    const partly = await shopper.sees(orderId, (order) => order.shipment!.parcels[1]?.status === 'delivered');
    expect(partly).toMatchObject({ status: 'shipped', shipment: { status: 'dispatched' } });
    expectStatus(await staff.deliverParcel(shipmentId, 3), 200);
    expectStatus(await staff.deliverParcel(shipmentId, 1), 200);
    const completed = await shopper.seesStatus(orderId, 'completed');
    expect(statuses(completed)).toEqual([1, 2, 3].map((parcel) => [parcel, 'delivered']));
    expect(completed.shipment!.parcels.map(({ trackingNumber }) => trackingNumber)).toEqual(['T-1', 'T-2', 'T-3']);
    const told = completed.history.slice(4).map(({ what, description }) => [what, description]);
    expect(told).toEqual([
      ['order-shipped', 'A first parcel with 1 × Mug is on its way with DHL.'],
      ['parcel-dispatched', 'A parcel with 1 × Pot is on its way with DHL.'],
      ['parcel-dispatched', 'A parcel with 1 × Mug is on its way with DHL.'],
      ['parcel-delivered', '1 × Pot arrived.'],
      ['parcel-delivered', '1 × Mug arrived.'],
      ['order-completed', 'The order was delivered.'],
    ]);
    await staff.counts(mug, { stock: 98, reserved: 0, sold: 2 });
  });

  it('are delivered together, and what has not left stays open', async () => {
    const { staff, shopper, mug, pot, orderId, shipmentId } = await anOrder();
    expectStatus(await staff.sendParcel(shipmentId, 'T-1', { [mug]: 2 }), 200);
    expect(expectStatus(await staff.deliver(shipmentId), 200)).toEqual({ shipmentId, status: 'dispatched' });
    await shopper.sees(orderId, ({ shipment }) => shipment?.parcels[0]?.status === 'delivered');
    expectStatus(await staff.sendParcel(shipmentId, 'T-2', { [pot]: 1 }), 200);
    expect(expectStatus(await staff.deliver(shipmentId), 200)).toEqual({ shipmentId, status: 'delivered' });
    await shopper.seesStatus(orderId, 'completed');
    const { items } = expectStatus(await staff.get<Page<Shipment>>(`/shipments?orderId=${orderId}`), 200);
    expect(items).toMatchObject([{ status: 'delivered', parcels: [{ parcel: 1 }, { parcel: 2 }] }]);
  });

  it('are dispatched and delivered once, however often it is said', async () => {
    const { staff, mug, shipmentId } = await anOrder();
    const first = expectStatus(await staff.sendParcel(shipmentId, 'T-1', { [mug]: 1 }), 200);
    expect(expectStatus(await staff.sendParcel(shipmentId, 'T-1', { [mug]: 1 }), 200)).toEqual(first);
    expectProblem(await staff.sendParcel(shipmentId, 'T-1', { [mug]: 2 }), 409, 'shipping.tracking-number-taken');
    expectProblem(await staff.dispatch(shipmentId, 'T-1'), 409, 'shipping.tracking-number-taken');
    for (let time = 0; time < 2; time++) {
      expect(expectStatus(await staff.deliverParcel(shipmentId, 1), 200)).toEqual({
        shipmentId,
        parcel: 1,
        status: 'delivered',
      });
    }
  });

  it('hold what there is, and no more', async () => {
    const { staff, mug, pot, shipmentId } = await anOrder();
    const send = (pieces: Record<string, number>) => staff.sendParcel(shipmentId, 'T-9', pieces);
    expectProblem(await send({ [mug]: 3 }), 409, 'shipping.more-than-remains');
    expectProblem(await send({ 'no-such-thing': 1 }), 422, 'shipping.unknown-lines');
    expect(fieldsOf(await send({}))).toEqual(['lines']);
    expect(fieldsOf(await send({ [mug]: 0 }))).toEqual(['lines.0.quantity']);
    expectProblem(await staff.deliverParcel(shipmentId, 1), 409, 'shipping.not-dispatched');
    expectStatus(await staff.sendParcel(shipmentId, 'T-1', { [mug]: 2 }), 200);
    const none = expectProblem(await send({ [mug]: 1 }), 409, 'shipping.more-than-remains');
    expect(none).toMatchObject({ details: { remaining: [{ sku: pot, quantity: 1 }] } });
    for (const parcel of [2, 0, 99]) {
      expectProblem(await staff.deliverParcel(shipmentId, parcel), 404, 'shipping.parcel-not-found');
    }
  });

  it('do not leave once the order is cancelled', async () => {
    const { staff, shopper, mug, orderId, shipmentId } = await anOrder();
    expectStatus(await shopper.cancel(orderId), 200);
    expectProblem(await staff.sendParcel(shipmentId, 'T-1', { [mug]: 1 }), 409, 'shipping.cancelled');
    expectProblem(await staff.deliverParcel(shipmentId, 1), 409, 'shipping.cancelled');
    expectProblem(await staff.takeBack(shipmentId, 1), 409, 'shipping.cancelled');
  });
}
