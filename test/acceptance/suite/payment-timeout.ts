import { expectStatus } from '../../drivers/caller.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

/** For a shop that waits two seconds for a payment. */
export function describePaymentTimeout(shop: () => ShopUnderTest): void {
  it('cancels an order that is not paid in time, and gives back its stock', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ stock: 5 });
    const { orderId } = await shopper.placed({ [sku]: 2 }, 'tok_declined');
    const { history } = await shopper.seesStatus(orderId, 'cancelled');
    expect(history.map(({ what }) => what)).toContain('payment-declined');
    await staff.counts(sku, { stock: 5, reserved: 0, sold: 0 });
  });

  it('leaves an order alone that was paid in time', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    const paid = await shopper.placed({ [sku]: 1 }, 'tok_declined');
    await shopper.seesDecline(paid.orderId);
    expectStatus(await shopper.pay(paid.orderId, 'tok_ok'), 202);
    const unpaid = await shopper.placed({ [sku]: 1 }, 'tok_declined');
    await shopper.seesStatus(unpaid.orderId, 'cancelled');
    expect(await shopper.order(paid.orderId)).toMatchObject({ status: 'paid' });
  });

  it('refunds what is taken after that', async () => {
    const { staff, shopper } = await shop().people();
    const { orderId } = await shopper.placed({ [await staff.sells()]: 1 }, 'tok_timeout');
    const cancelled = await shopper.sees(orderId, ({ payment }) => payment?.status === 'refunded');
    expect(cancelled).toMatchObject({ status: 'cancelled' });
    expect(await shopper.payments(orderId)).toMatchObject([{ status: 'refunded', refunded: { amount: 1250 } }]);
  });
}
