import type { Page, StaffProduct, StockEntry } from '../../drivers/answers.js';
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

  it('has a ledger that tells staff of every change, who asked for it and what did it', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ stock: 5 });
    expectStatus(await staff.post(`/products/${sku}/stock`, { change: -1, reason: 'broken' }), 200);
    const { orderId } = await shopper.orderReadyToGo({ [sku]: 2 });
    const ledger = async (query = '') =>
      expectStatus(await staff.get<Page<StockEntry>>(`/products/${sku}/stock${query}`), 200);
    const { items } = await ledger();
    expect(items).toMatchObject([
      { entry: 3, what: 'reserved', quantity: 2, stock: 2, orderId, consumer: 'catalog.reservations', reason: null },
      { entry: 2, what: 'adjusted', quantity: -1, stock: 4, reason: 'broken', orderId: null, consumer: null },
      { entry: 1, what: 'opened', quantity: 5, stock: 5, reason: null, orderId: null, consumer: null },
    ]);
    expect(items[1]!.userId).toEqual(expect.any(String));
    const first = await ledger('?limit=2');
    const rest = await ledger(`?limit=2&after=${first.next}`);
    expect([...first.items, ...rest.items]).toEqual(items);
    expectProblem(await staff.get('/products/no-such-thing/stock'), 404, 'catalog.product-not-found');
  });

  it('that is low is listed for staff, the lowest first', async () => {
    const staff = await shop().staff();
    const [one, none] = [await staff.sells({ stock: 1 }), await staff.sells({ stock: 0 })];
    const low = expectStatus(await staff.get<Page<StaffProduct>>('/stock?below=2&limit=100'), 200).items;
    expect(low).toEqual(low.toSorted((one, other) => one.stock - other.stock));
    expect(low.map(({ sku }) => sku)).toEqual(expect.arrayContaining([one, none]));
    expect(fieldsOf(await staff.get('/stock?below=none'))).toEqual(['below']);
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

  it('goes to exactly ten of two hundred who want the last ten pieces at once', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ stock: 10 });
    const placed = await Promise.all(Array.from({ length: 200 }, () => shopper.placed({ [sku]: 1 })));
    const outcomes: string[] = [];
    for (const { orderId } of placed) {
      const { status } = await shopper.sees(orderId, ({ status: known }) => /paid|rejected/.test(known));
      outcomes.push(status === 'rejected' ? 'rejected' : 'paid');
    }
    expect(outcomes.filter((outcome) => outcome === 'paid')).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome === 'rejected')).toHaveLength(190);
    await staff.counts(sku, { stock: 0, reserved: 10, sold: 0 });
  });
}
