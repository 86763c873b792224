import { expectProblem, expectStatus, fieldsOf } from '../../drivers/caller.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

export function describeStock(shop: () => ShopUnderTest): void {
  it('is added to and taken from', async () => {
    const staff = await shop().staff();
    const sku = await staff.sells({ stock: 5 });
    const change = (by: number) => staff.post(`/products/${sku}/stock`, { change: by, reason: 'counted' });
    expect(expectStatus(await change(7), 200)).toEqual({ stock: 12 });
    expect(expectStatus(await change(-12), 200)).toEqual({ stock: 0 });
    expectProblem(await change(-1), 409, 'catalog.stock-below-zero');
    expect(fieldsOf(await change(0))).toEqual(['change']);
    await staff.counts(sku, { stock: 0, reserved: 0, sold: 0 });
  });

  it('is reserved by an order and sold when it leaves', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ stock: 5 });
    const { shipment } = await shopper.orderReadyToGo({ [sku]: 2 });
    await staff.counts(sku, { stock: 3, reserved: 2, sold: 0 });
    expectStatus(await staff.dispatch(shipment!.shipmentId), 200);
    await staff.counts(sku, { stock: 3, reserved: 0, sold: 2 });
  });

  it('rejects an order that is larger, and stays as it was', async () => {
    const { staff, shopper } = await shop().people();
    const [plenty, few] = [await staff.sells({ stock: 10 }), await staff.sells({ stock: 1 })];
    const { orderId } = await shopper.placed({ [plenty]: 2, [few]: 2 });
    await shopper.seesStatus(orderId, 'rejected');
    expect(await shopper.payments(orderId)).toEqual([]);
    await staff.counts(plenty, { stock: 10, reserved: 0, sold: 0 });
    await staff.counts(few, { stock: 1, reserved: 0, sold: 0 });
  });

  it('goes to exactly ten of thirty who want the last ten pieces at once', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ stock: 10 });
    const placed = await Promise.all(Array.from({ length: 30 }, () => shopper.placed({ [sku]: 1 })));
    const decided = placed.map(({ orderId }) => shopper.sees(orderId, ({ status }) => /paid|rejected/.test(status)));
    const outcomes = (await Promise.all(decided)).map(({ status }) => (status === 'rejected' ? 'rejected' : 'paid'));
    expect(outcomes.filter((outcome) => outcome === 'paid')).toHaveLength(10);
    await staff.counts(sku, { stock: 0, reserved: 10, sold: 0 });
  });
}
