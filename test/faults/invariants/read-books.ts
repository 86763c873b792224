import type { Pool } from 'pg';
import type { Order, Page, Payment, RevenueBucket, Shipment } from '../../drivers/answers.js';
import { type Caller, expectStatus } from '../../drivers/caller.js';
import { NothingSeen } from '../../drivers/seen.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';
import type { Books, Capture, LedgerEntry, Promised } from './books.js';

/** Reads the shop's books by its public API, and in the database what the API does not tell. */
export async function readBooks(
  shop: ShopUnderTest,
  database: Pool,
  { acknowledged, putIn }: Promised,
): Promise<Books> {
  const staff = await shop.staff(new NothingSeen());
  return {
    acknowledged,
    putIn,
    orders: await all<Order>(staff, '/orders?limit=100'),
    payments: await all<Payment>(staff, '/payments?limit=100'),
    shipments: await all<Shipment>(staff, '/shipments?limit=100'),
    products: await Promise.all(Object.keys(putIn).map((sku) => staff.product(sku))),
    captures: await capturesIn(database),
    ledger: await ledgerIn(database),
    revenue: await revenueOf(staff),
  };
}

async function all<Item>(staff: Caller, path: string): Promise<Item[]> {
  const { items, next } = expectStatus(await staff.get<Page<Item>>(path), 200);
  if (next === null) return [...items];
  const address = new URL(path, staff.origin);
  address.searchParams.set('after', next);
  return [...items, ...(await all<Item>(staff, `${address.pathname}${address.search}`))];
}

async function revenueOf(staff: Caller): Promise<readonly RevenueBucket[]> {
  const [from, to] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
  const path = `/analytics/revenue?from=${from}&to=${to}&bucket=day`;
  return expectStatus(await staff.get<{ items: readonly RevenueBucket[] }>(path), 200).items;
}

async function capturesIn(database: Pool): Promise<Capture[]> {
  const { rows } = await database.query<Capture>(
    `SELECT data->>'paymentId' AS "paymentId", data->>'reference' AS reference
     FROM payments.events WHERE type = 'PaymentCaptured'`,
  );
  return rows;
}

async function ledgerIn(database: Pool): Promise<LedgerEntry[]> {
  const { rows } = await database.query<LedgerEntry>(
    `SELECT key, kind, amount::integer, subject, outcome->>'outcome' AS outcome FROM payments.sandbox_provider_ledger`,
  );
  return rows;
}
