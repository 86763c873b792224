import { z } from 'zod';

export type ProductSort = 'relevance' | 'title' | 'price';

/** What products are ordered by, ascending: an expression, its type, and how its value is written in a cursor. */
interface Key {
  readonly expression: string;
  readonly type: string;
  readonly value: z.ZodType<string | number>;
}

/** A way to order products. The last key tells all of them apart. */
export type ProductOrder = readonly Key[];

const text = z.string().regex(/^[^\0]*$/);

/** What is looked for, as it was typed: the stems of all words, and the last one as the beginning of a word too. */
export const searched = `(websearch_to_tsquery('english', :before) &&
  (websearch_to_tsquery('english', :last) || to_tsquery('simple', :beginning)))`;

const sku: Key = { expression: 'p.sku', type: 'text', value: text };
const title: Key = { expression: 'lower(p.title)', type: 'text', value: text };
const currency: Key = { expression: 'p.currency', type: 'char(3)', value: text };
const amount: Key = { expression: 'p.amount', type: 'bigint', value: z.string().regex(/^\d{1,18}$/) };
const rank: Key = { expression: `-ts_rank(p.search, ${searched})`, type: 'real', value: z.number() };

/** Prices of one currency stand together. Without words all products are equally relevant, and in the order of their SKUs. */
export function orderOf(sort: ProductSort, isSearch: boolean): ProductOrder {
  if (sort === 'title') return [title, sku];
  if (sort === 'price') return [currency, amount, sku];
  return isSearch ? [rank, sku] : [sku];
}

export const behind = (order: ProductOrder): string =>
  `(${order.map(({ expression }) => expression).join(', ')}) > (${order.map(({ type }, key) => `CAST(:key${key} AS ${type})`).join(', ')})`;

/** The place that a cursor of this order names. */
export const placeIn = (order: ProductOrder): z.ZodType<readonly (string | number)[]> =>
  z
    .array(z.union([z.string(), z.number()]))
    .length(order.length)
    .refine((values) => order.every(({ value }, key) => value.safeParse(values[key]).success));
