import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { bigintAsNumber, timeAsText } from '#platform/database';
import type { PaymentEvent, PaymentRefunded } from '../domain/payment.events.js';
import { RefundView } from './refund-view.js';

export type PaymentStatus = 'pending' | 'captured' | 'declined' | 'refunded' | 'partially-refunded' | 'cancelled';

@Entity({ name: 'payment_view' })
export class PaymentView {
  @PrimaryColumn({ name: 'payment_id', type: 'text' }) paymentId!: string;
  @Column({ name: 'order_id', type: 'text' }) orderId!: string;
  @Column({ name: 'customer_id', type: 'text' }) customerId!: string;
  @Column({ type: 'text' }) status!: PaymentStatus;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) amount!: number;
  @Column({ type: 'char', length: 3 }) currency!: string;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) refunded!: number;
  @Column({ type: 'integer' }) attempt!: number;
  @Column({ name: 'decline_reason', type: 'text', nullable: true }) declineReason!: string | null;
  @Column({ name: 'created_at', type: 'timestamptz', transformer: timeAsText }) createdAt!: string;
  @Column({ name: 'captured_at', type: 'timestamptz', nullable: true, transformer: timeAsText }) capturedAt!:
    string | null;
  @Column({ type: 'integer' }) version!: number;
}

const statusAfter = ({ refunded, captured }: PaymentRefunded['data']): PaymentStatus =>
  refunded.amount === captured.amount ? 'refunded' : 'partially-refunded';

@Projection('payments.payment-view', { tables: [PaymentView, RefundView] })
export class PaymentViewProjection {
  readonly on: ProjectionHandlers<PaymentEvent> = {
    PaymentStarted: ({ paymentId, orderId, customerId, amount, attempt, startedAt: createdAt }, { rows, event }) =>
      rows(PaymentView).upsert({
        paymentId,
        orderId,
        customerId,
        status: 'pending',
        ...amount,
        refunded: 0,
        attempt,
        declineReason: null,
        createdAt,
        capturedAt: null,
        version: event.version,
      }),
    PaymentCaptured: ({ paymentId, capturedAt }, { rows, event: { version } }) =>
      rows(PaymentView).update(paymentId, { status: 'captured', capturedAt, version }),
    PaymentDeclined: ({ paymentId, reason }, { rows, event: { version } }) =>
      rows(PaymentView).update(paymentId, { status: 'declined', declineReason: reason, version }),
    PaymentCancelled: ({ paymentId }, { rows, event: { version } }) =>
      rows(PaymentView).update(paymentId, { status: 'cancelled', version }),
    RefundRequested: ({ refundId, paymentId, reference, amount, requestedAt }, { rows }) =>
      rows(RefundView).upsert({ refundId, paymentId, reference, ...amount, requestedAt, refundedAt: null }),
    PaymentRefunded: (data, { rows, event: { version } }) => {
      const { paymentId, refundId, refunded, refundedAt } = data;
      rows(PaymentView).update(paymentId, { status: statusAfter(data), refunded: refunded.amount, version });
      rows(RefundView).update(refundId, { refundedAt });
    },
  };
}
