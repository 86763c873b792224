import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintAsNumber, timeAsText } from '#platform/database';

export type StockChange = 'opened' | 'adjusted' | 'reserved' | 'released' | 'sold' | 'returned';

/** A line of a product's stock ledger. `entry` counts them: 1, 2, 3 … for each product. */
@Entity({ name: 'stock_entry' })
export class StockEntry {
  @PrimaryColumn({ type: 'text' }) sku!: string;
  @PrimaryColumn({ type: 'integer' }) entry!: number;
  @Column({ type: 'text' }) what!: StockChange;
  /** Below zero only where stock was adjusted downwards. */
  @Column({ type: 'bigint', transformer: bigintAsNumber }) quantity!: number;
  /** How many could be ordered then; null where that did not change. */
  @Column({ type: 'bigint', nullable: true, transformer: bigintAsNumber }) available!: number | null;
  @Column({ type: 'text', nullable: true }) reason!: string | null;
  @Column({ name: 'order_id', type: 'text', nullable: true }) orderId!: string | null;
  @Column({ type: 'timestamptz', transformer: timeAsText }) at!: string;
  @Column({ name: 'user_id', type: 'text', nullable: true }) userId!: string | null;
  @Column({ type: 'text', nullable: true }) consumer!: string | null;
}
