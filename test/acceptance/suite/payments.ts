import { randomUUID } from 'node:crypto';
import type { Order, Reconciliation } from '../../drivers/answers.js';
import { expectProblem, expectStatus } from '../../drivers/caller.js';
import type { Shopper } from '../../drivers/shopper.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

export function describePayments(shop: () => ShopUnderTest): void {
  it.each(['tok_slow', 'tok_flaky', 'tok_timeout'])(
    'takes the money once when the provider is like %s',
    async (token) => {
      const { staff, shopper } = await shop().people();
      const { orderId } = await shopper.placed({ [await staff.sells()]: 1 }, token);
      await shopper.seesShipment(orderId, 'prepared');
      expect(await shopper.payments(orderId)).toMatchObject([{ status: 'captured', amount: { amount: 1250 } }]);
    },
  );

  it('lets a declined order be paid with another card', async () => {
    const { staff, shopper } = await shop().people();
    const { orderId } = await shopper.placed({ [await staff.sells()]: 1 }, 'tok_declined');
    expect(await shopper.seesDecline(orderId)).toMatchObject({ status: 'awaiting-payment', shipment: null });

    expectStatus(await shopper.pay(orderId, 'tok_ok'), 202);
    const paid = await shopper.seesShipment(orderId, 'prepared');
    expect(paid).toMatchObject({ status: 'paid', payment: { status: 'captured', attempts: 2 } });
    const statuses = (await shopper.payments(orderId)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(['captured', 'declined']);
  });

  it('takes no second payment for a paid order, nor while one is under way', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    const { orderId } = await shopper.placed({ [sku]: 1 });
    await shopper.seesStatus(orderId, 'paid');
    expectProblem(await shopper.pay(orderId, 'tok_ok'), 409, 'orders.already-paid');

    const slow = await shopper.placed({ [sku]: 1 }, 'tok_slow');
    expectProblem(await shopper.pay(slow.orderId, 'tok_ok'), 409, 'orders.payment-in-progress');
  });

  it('refunds in parts, and never more than was taken', async () => {
    const { staff, shopper } = await shop().people();
    const { orderId, payment } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    const refund = (amount?: number) =>
      staff.post(`/payments/${payment!.paymentId}/refunds`, { amount, reason: 'a scratch' });
    expectStatus(await refund(250), 202);
    await shopper.sees(orderId, isRefunded(250));
    await seesPayment(shopper, orderId, { status: 'partially-refunded', refunded: { amount: 250, currency: 'EUR' } });
    expectProblem(await refund(1001), 409, 'payments.refund-exceeds-capture');
    expectStatus(await refund(), 202);
    await shopper.sees(orderId, isRefunded(1250));
    expectProblem(await refund(1), 409, 'payments.refund-exceeds-capture');
    await seesPayment(shopper, orderId, { status: 'refunded', refunded: { amount: 1250, currency: 'EUR' } });
  });

  it('agrees with the provider on captures and partial refunds, each made once', async () => {
    const { staff, shopper } = await shop().people();
    const { orderId, payment } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    const refunds = `/payments/${payment!.paymentId}/refunds`;
    const key = { 'idempotency-key': randomUUID() };
    const first = await staff.post<{ refundId: string }>(refunds, { amount: 300, reason: 'a scratch' }, key);
    const again = await staff.post<{ refundId: string }>(refunds, { amount: 300, reason: 'a scratch' }, key);
    const second = await staff.post<{ refundId: string }>(refunds, { amount: 200, reason: 'another' });
    expect(expectStatus(again, 202)).toEqual(expectStatus(first, 202));
    await shopper.sees(orderId, isRefunded(500));
    await seesPayment(shopper, orderId, { status: 'partially-refunded', refunded: { amount: 500 } });
    const path = '/payments/reconciliation';
    const { totals, differences } = expectStatus(await staff.get<Reconciliation>(path), 200);
    const ours = [payment!.paymentId, first.body.refundId, second.body.refundId];
    expect(differences.filter(({ id }) => ours.includes(id))).toEqual([]);
    const euros = totals.find(({ currency }) => currency === 'EUR')!;
    expect(euros.capturedThere.amount).toBeGreaterThanOrEqual(1250);
    expect(euros.refundedThere.amount).toBeGreaterThanOrEqual(500);
    expectProblem(await staff.get(`${path}?from=2026-01-01&to=2025-01-01`), 422, 'payments.impossible-period');
  });
}

const isRefunded = (amount: number) => (order: Order) =>
  (order.payment as { refunded?: { amount: number } } | null)?.refunded?.amount === amount;

async function seesPayment(shopper: Shopper, orderId: string, wanted: object): Promise<void> {
  expect(await shopper.payments(orderId)).toMatchObject([wanted]);
}
