import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintAsNumber, timeAsText } from '#platform/database';

@Entity({ name: 'refund_view' })
export class RefundView {
  @PrimaryColumn({ name: 'refund_id', type: 'text' }) refundId!: string;
  @Column({ name: 'payment_id', type: 'text' }) paymentId!: string;
  @Column({ type: 'text' }) reference!: string;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) amount!: number;
  @Column({ type: 'char', length: 3 }) currency!: string;
  @Column({ name: 'requested_at', type: 'timestamptz', transformer: timeAsText }) requestedAt!: string;
  @Column({ name: 'refunded_at', type: 'timestamptz', nullable: true, transformer: timeAsText }) refundedAt!:
    string | null;
}
