import { type Answer, expectProblem } from '../../drivers/caller.js';
import { Seen } from '../../drivers/seen.js';
import { newAccount, type ShopUnderTest } from '../../drivers/shop-under-test.js';
import { aProduct } from '../../drivers/staff.js';

const tokenOf = ({ headers }: Answer) => headers.get('consistency-token');

export function describeConsistency(shop: () => ShopUnderTest): void {
  it('comes with the answer to every command', async () => {
    const { staff, shopper } = await shop().people();
    const product = aProduct();
    const { sku } = product;
    expect(tokenOf(await shop().visitor().post('/users', newAccount()))).toMatch(/users:\d+/);
    expect(tokenOf(await shopper.patch('/users/me', { name: 'Ida' }))).toMatch(/users:\d+/);
    expect(tokenOf(await staff.create(product))).toMatch(/catalog:\d+/);
    expect(tokenOf(await staff.patch(`/products/${sku}`, { title: 'Cup' }))).toMatch(/catalog:\d+/);
    expect(tokenOf(await staff.list(sku))).toMatch(/catalog:\d+/);
    expect(tokenOf(await staff.post(`/products/${sku}/stock`, { change: 1, reason: 'found' }))).toMatch(/catalog:\d+/);
    const { orderId, payment, shipment } = await shopper.orderReadyToGo({ [sku]: 1 });
    expect(tokenOf(await staff.dispatch(shipment!.shipmentId))).toMatch(/shipping:\d+/);
    expect(tokenOf(await staff.deliver(shipment!.shipmentId))).toMatch(/shipping:\d+/);
    const refund = await staff.post(`/payments/${payment!.paymentId}/refunds`, { amount: 1, reason: 'a scratch' });
    expect(tokenOf(refund)).toMatch(/payments:\d+/);
    const second = await shopper.placed({ [sku]: 1 }, 'tok_declined');
    await shopper.seesDecline(second.orderId);
    expect(tokenOf(await shopper.pay(second.orderId, 'tok_declined'))).toMatch(/orders:\d+/);
    expect(tokenOf(await shopper.cancel(second.orderId))).toMatch(/orders:\d+/);
    expect(tokenOf(await shopper.cancel(second.orderId))).toMatch(/orders:\d+/);
    expect(orderId).not.toBe(second.orderId);
  });

  it('lets a reader see what was just done, each time', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    for (let round = 0; round < 20; round += 1) {
      const { orderId } = await shopper.placed({ [sku]: 1 });
      expect(await shopper.order(orderId)).toMatchObject({ orderId });
      await staff.patch(`/products/${sku}`, { title: `Mug ${round}` });
      expect(await staff.product(sku)).toMatchObject({ title: `Mug ${round}` });
    }
  });

  it('carries what was done in one context over to another', async () => {
    const { staff, shopper } = await shop().people();
    for (let round = 0; round < 10; round += 1) {
      const sku = await staff.sells();
      expect(await shopper.place({ [sku]: 1 })).toMatchObject({ status: 201 });
    }
  });

  it('refuses a token that it did not give', async () => {
    const visitor = shop().visitor(new Seen());
    for (const token of ['yesterday', 'orders:', 'orders:-1', 'orders:1;catalog:2']) {
      const answer = await visitor.get('/products', { 'consistency-token': token });
      expectProblem(answer, 400, 'http.malformed-consistency-token');
    }
  });

  it('says so when it cannot wait as long as that', async () => {
    const answer = await shop().visitor().get('/products', { 'consistency-token': 'catalog:999999999999' });
    expectProblem(answer, 503, 'http.not-yet-consistent');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
}
