import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { z } from 'zod';
import { MalformedCursor } from './refusals.js';

/** The query of a list: `?limit=20&after=<cursor>`. */
export class PageQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  readonly limit: number = 20;

  @IsOptional()
  @IsString()
  @MaxLength(1000)
  readonly after?: string;
}

/** Some items of a list, and the cursor that leads to those behind them. Returned by a controller it also becomes a `Link` header. */
export class Page<Item> {
  // Private in the language too: a page is answered as JSON.
  readonly #placeOf: (index: number) => unknown;

  constructor(
    readonly items: readonly Item[],
    /** Null on the last page. */
    readonly next: string | null,
    placeOf: (index: number) => unknown = () => null,
  ) {
    this.#placeOf = placeOf;
  }

  /** The cursor that leads to the items behind one of these. */
  cursorOf(index: number): string {
    return encodeCursor(this.#placeOf(index));
  }

  map<Other>(change: (item: Item) => Other): Page<Other> {
    return new Page(this.items.map(change), this.next, this.#placeOf);
  }

  /** The `Link` header of this page when it was asked for at the given address. */
  linkFrom(address: string): string {
    const [path, query] = address.split('?', 2);
    const parameters = new URLSearchParams(query);
    parameters.set('after', this.next ?? '');
    return `<${path}?${parameters.toString()}>; rel="next"`;
  }
}

/**
 * The page made of rows that were read with one more than the limit: the surplus row only shows that there is a next page.
 *
 * @example
 * const rows = await orders.find({ where, order: { placedAt: 'DESC', orderId: 'DESC' }, take: limit + 1 });
 * return page(rows, limit, ({ placedAt, orderId }) => [placedAt, orderId]);
 */
export function page<Row>(rows: readonly Row[], limit: number, placeOf: (row: Row) => unknown): Page<Row> {
  const items = rows.slice(0, limit);
  const next = rows.length > limit ? encodeCursor(placeOf(items.at(-1)!)) : null;
  return new Page(items, next, (index) => placeOf(items[index]!));
}

/** Writes a place in a list (whatever JSON can hold) as an opaque text. */
export function encodeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Reads what `encodeCursor` wrote; throws `MalformedCursor` when it is anything else, or not what the schema says. */
export function decodeCursor<Place>(cursor: string, schema: z.ZodType<Place>): Place {
  const { success, data } = schema.safeParse(read(cursor));
  if (!success) throw new MalformedCursor();
  return data;
}

function read(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new MalformedCursor();
  }
}
