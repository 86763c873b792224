import { randomUUID } from 'node:crypto';
import type { Order, Page, StockEntry } from '../../drivers/answers.js';
import { expectProblem, expectStatus, fieldsOf } from '../../drivers/caller.js';
import { data } from '../../drivers/graphql.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const refundedOf = ({ payment }: Order) => (payment as { refunded?: { amount: number } } | null)?.refunded?.amount;

export function describeReturns(shop: () => ShopUnderTest): void {
  /** Two mugs and a pot, ready to go. */
  async function anOrder() {
    const { staff, shopper } = await shop().people();
    const [mug, pot] = [await staff.sells(), await staff.sells({ title: 'Pot', price: euros(3000) })];
    const { orderId, shipment } = await shopper.orderReadyToGo({ [mug]: 2, [pot]: 1 });
    return { staff, shopper, mug, pot, orderId, shipmentId: shipment!.shipmentId };
  }

  it('bring back the money and the stock of what came back, once', async () => {
    const { staff, shopper, mug, pot, orderId, shipmentId } = await anOrder();
    expectStatus(await staff.dispatch(shipmentId), 200);
    expectStatus(await staff.deliver(shipmentId), 200);
    await shopper.seesStatus(orderId, 'completed');

    const key = { 'idempotency-key': randomUUID() };
    const first = await staff.takeBack(shipmentId, 1, { [mug]: 1 }, key);
    const { returnId } = expectStatus(first, 202);
    expect(first.body).toEqual({ shipmentId, parcel: 1, returnId });
    expect(expectStatus(await staff.takeBack(shipmentId, 1, { [mug]: 1 }, key), 202)).toEqual(first.body);
    const order = await shopper.sees(orderId, (seen) => refundedOf(seen) === 1250);
    expect(order).toMatchObject({ status: 'completed', shipment: { status: 'delivered' } });
    expect(order.shipment!.parcels).toMatchObject([
      { status: 'delivered', returned: [{ sku: mug, title: 'Mug', quantity: 1 }] },
    ]);
    expect(order.history.slice(-2)).toMatchObject([
      { what: 'goods-returned', description: '1 × Mug came back (broken on arrival); 12.50 EUR are paid back.' },
      { what: 'payment-refunded', description: '12.50 EUR were refunded.' },
    ]);
    await staff.counts(mug, { stock: 99, reserved: 0, sold: 1 });
    await staff.counts(pot, { stock: 99, reserved: 0, sold: 1 });
    const ledger = expectStatus(await staff.get<Page<StockEntry>>(`/products/${mug}/stock`), 200).items;
    expect(ledger[0]).toMatchObject({ what: 'returned', quantity: 1, orderId, reason: 'returned: broken on arrival' });

    expectStatus(await staff.takeBack(shipmentId, 1), 202);
    await shopper.sees(orderId, (seen) => refundedOf(seen) === 5500);
    await staff.counts(mug, { stock: 100, reserved: 0, sold: 0 });
    expect(await shopper.payments(orderId)).toMatchObject([{ status: 'refunded', refunded: euros(5500) }]);
    expect((await shopper.order(orderId)).shipment!.parcels).toMatchObject([{ status: 'returned' }]);
    expectProblem(await staff.takeBack(shipmentId, 1), 409, 'shipping.already-returned');
  });

  it('are of what a parcel held', async () => {
    const { staff, mug, pot, shipmentId } = await anOrder();
    expectProblem(await staff.takeBack(shipmentId, 1), 409, 'shipping.not-dispatched');
    expectStatus(await staff.sendParcel(shipmentId, 'T-1', { [mug]: 2 }), 200);
    expectProblem(await staff.takeBack(shipmentId, 1, { [mug]: 3 }), 409, 'shipping.more-than-remains');
    expectProblem(await staff.takeBack(shipmentId, 1, { [pot]: 1 }), 422, 'shipping.unknown-lines');
    expectProblem(await staff.takeBack(shipmentId, 2), 404, 'shipping.parcel-not-found');
    expect(fieldsOf(await staff.post(`/shipments/${shipmentId}/parcels/1/returns`))).toEqual(['reason']);
  });

  it('of what could not be delivered leave the rest on its way', async () => {
    const { staff, shopper, mug, pot, orderId, shipmentId } = await anOrder();
    expectStatus(await staff.sendParcel(shipmentId, 'T-1', { [mug]: 2 }), 200);
    expectStatus(await staff.sendParcel(shipmentId, 'T-2'), 200);
    expectStatus(await staff.takeBack(shipmentId, 1), 202);
    const waiting = await shopper.sees(orderId, (seen) => refundedOf(seen) === 2500);
    expect(waiting).toMatchObject({
      status: 'shipped',
      shipment: { parcels: [{ status: 'returned' }, { status: 'dispatched' }] },
    });
    expectProblem(await staff.deliverParcel(shipmentId, 1), 409, 'shipping.already-returned');
    expectStatus(await staff.deliver(shipmentId), 200);
    const { shipment } = await shopper.seesStatus(orderId, 'completed');
    expect(shipment!.parcels).toMatchObject([{ status: 'returned' }, { status: 'delivered' }]);
    await staff.counts(mug, { stock: 100, reserved: 0, sold: 0 });
    await staff.counts(pot, { stock: 99, reserved: 0, sold: 1 });
  });

  it('of everything end the order', async () => {
    const { staff, shopper, orderId, shipmentId } = await anOrder();
    expectStatus(await staff.dispatch(shipmentId), 200);
    expectStatus(await staff.takeBack(shipmentId, 1), 202);
    const order = await shopper.sees(orderId, (seen) => refundedOf(seen) === 5500);
    expect(order).toMatchObject({ status: 'completed', shipment: { status: 'returned' } });
    expect(await shopper.shipments(orderId)).toMatchObject([{ status: 'returned' }]);
    expectProblem(await staff.deliver(shipmentId), 409, 'shipping.already-returned');
  });

  it('refund no more than staff have left of the payment', async () => {
    const { staff, shopper, orderId, shipmentId } = await anOrder();
    expectStatus(await staff.dispatch(shipmentId), 200);
    const { payment } = await shopper.seesStatus(orderId, 'shipped');
    expectStatus(await staff.post(`/payments/${payment!.paymentId}/refunds`, { amount: 5000, reason: 'late' }), 202);
    await shopper.sees(orderId, (seen) => refundedOf(seen) === 5000);
    expectStatus(await staff.takeBack(shipmentId, 1), 202);
    await shopper.sees(orderId, (seen) => refundedOf(seen) === 5500);
    expect(await shopper.payments(orderId)).toMatchObject([{ status: 'refunded', refunded: euros(5500) }]);
  });

  it('and parcels go the same way over GraphQL', async () => {
    const { staff, shopper, mug, pot, orderId, shipmentId: id } = await anOrder();
    const dispatching = `mutation ($id: ID!, $input: DispatchShipmentInput!) {
      dispatchShipment(id: $id, input: $input) { parcel status }
    }`;
    const parcel = { carrier: 'UPS', trackingNumber: 'T-1', lines: [{ sku: mug, quantity: 2 }] };
    expect(await data(staff, dispatching, { id, input: parcel })).toEqual({
      dispatchShipment: { parcel: 1, status: 'DISPATCHED' },
    });
    await data(staff, dispatching, { id, input: { carrier: 'UPS', trackingNumber: 'T-2' } });
    const delivering = `mutation ($id: ID!) { deliverParcel(id: $id, parcel: 2) { parcel status } }`;
    expect(await data(staff, delivering, { id })).toEqual({ deliverParcel: { parcel: 2, status: 'DELIVERED' } });
    const returning = `mutation ($id: ID!, $input: ReturnParcelInput!) {
      returnParcel(id: $id, parcel: 1, input: $input) { parcel returnId }
    }`;
    await data(staff, returning, { id, input: { reason: 'nobody was there' } });
    await shopper.sees(orderId, (seen) => refundedOf(seen) === 2500 && seen.status === 'completed');
    const looking = `query ($order: ID!, $id: ID!) {
      order(id: $order) { status shipment { status parcels { parcel status trackingNumber lines { sku } returned { sku quantity } } } }
      shipment(id: $id) { status parcels { parcel status carrier returns { reason lines { sku quantity } } } }
    }`;
    expect(await data(shopper, looking, { order: orderId, id })).toEqual({
      order: {
        status: 'COMPLETED',
        shipment: {
          status: 'DELIVERED',
          parcels: [
            {
              parcel: 1,
              status: 'RETURNED',
              trackingNumber: 'T-1',
              lines: [{ sku: mug }],
              returned: [{ sku: mug, quantity: 2 }],
            },
            { parcel: 2, status: 'DELIVERED', trackingNumber: 'T-2', lines: [{ sku: pot }], returned: [] },
          ],
        },
      },
      shipment: {
        status: 'DELIVERED',
        parcels: [
          {
            parcel: 1,
            status: 'RETURNED',
            carrier: 'UPS',
            returns: [{ reason: 'nobody was there', lines: [{ sku: mug, quantity: 2 }] }],
          },
          { parcel: 2, status: 'DELIVERED', carrier: 'UPS', returns: [] },
        ],
      },
    });
  });
}
