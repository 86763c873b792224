import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf, DateTime } from '#platform/graphql';
import type { StockChange } from '../projections/stock-entry.js';

const StockChangeEnum = {
  OPENED: 'opened',
  ADJUSTED: 'adjusted',
  RESERVED: 'reserved',
  RELEASED: 'released',
  SOLD: 'sold',
  RETURNED: 'returned',
} as const satisfies Record<string, StockChange>;
registerEnumType(StockChangeEnum, { name: 'StockChange' });

@ObjectType({ description: "A line of a product's stock ledger." })
export class StockEntry {
  @Field(() => Int, { description: '1, 2, 3 … for each product.' }) readonly entry!: number;
  @Field(() => StockChangeEnum) readonly what!: StockChange;
  @Field(() => Int, { description: 'How many; below zero where stock was adjusted downwards.' })
  readonly quantity!: number;
  @Field(() => Int, { nullable: true, description: 'How many could be ordered then; null where that did not change.' })
  readonly stock!: number | null;
  @Field(() => String, { nullable: true, description: 'What staff said of an adjustment or a return.' })
  readonly reason!: string | null;
  @Field(() => ID, { nullable: true, description: 'The order it was done for.' }) readonly orderId!: string | null;
  @Field(() => DateTime) readonly at!: string;
  @Field(() => ID, { nullable: true, description: 'Who asked for it.' }) readonly userId!: string | null;
  @Field(() => String, { nullable: true, description: 'The consumer that did it.' }) readonly consumer!: string | null;
}

@ObjectType()
export class StockEntryConnection extends connectionOf(StockEntry, 'StockEntry') {}
