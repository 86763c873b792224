import { createTestDatabase } from '../support/database.js';
import { Audit } from './invariants/audit.js';
import { KillableShop } from './killable-shop.js';
import { killShop } from './scenarios/kill-shop.js';

const aPaidOrder = `order_id = (SELECT min(order_id) FROM orders.order_view WHERE status = 'paid')`;
const parkAStream = `INSERT INTO orders.held_streams (consumer, source, stream, status, attempts, due_at)
  VALUES ('orders.checkout', 'catalog', 'catalog.reservation-1', 'parked', 8, now())`;
const chargeOnceMore = `INSERT INTO payments.sandbox_provider_ledger (key, kind, amount, currency, subject, calls, outcome)
  VALUES ('again', 'charge', 1, 'EUR', 'tok_ok', 1, '{"outcome":"captured"}')`;
const recordOneMoreCapture = `INSERT INTO payments.events SELECT position + 1000000, stream, version + 1000000, type,
  schema_version, jsonb_set(data::jsonb, '{reference}', '"sandbox-again"')::json, metadata, gen_random_uuid(), NULL, recorded_at
  FROM payments.events WHERE type = 'PaymentCaptured' LIMIT 1`;

let killable: KillableShop;
let audit: Audit;
afterAll(async () => {
  await audit.end();
  await killable.end();
});

it('loses nothing that it acknowledged when its process is killed three times over', async () => {
  const { url } = await createTestDatabase();
  killable = await KillableShop.start(url);
  const load = await killShop(killable, 3);
  audit = new Audit(killable.shop, url, load);
  await audit.rest();
  expect(await audit.faults()).toEqual([]);
}, 180_000);

// The checks above are only worth something if they notice when something is wrong.
describe('the audit', () => {
  it.each([
    ['a lost event', `DELETE FROM orders.events WHERE position = 7`, /^the log of orders has \d+ events/],
    ['a lost version', `DELETE FROM payments.events WHERE version = 1`, /^the versions of payments\.payment-\S+ have/],
    ['a head that ran ahead', `UPDATE users.log_head SET position = position + 1`, /^the log of users has/],
    ['a parked stream', parkAStream, /^orders\.checkout has parked catalog\.reservation-1$/],
    ['a lost change of a row', `UPDATE orders.order_view SET version = version - 1`, /^order_view \S+ is not what/],
    ['a lost order', `DELETE FROM orders.order_view WHERE ${aPaidOrder}`, /was acknowledged and is gone$/],
    [
      'an order too many',
      `UPDATE orders.order_view SET order_id = 'x' || order_id WHERE ${aPaidOrder}`,
      /placed twice or by nobody$/,
    ],
    ['a wrong total', `UPDATE orders.order_view SET amount = amount + 1`, /^order \S+ costs \d+ and not \d+$/],
    ['an unfinished order', `UPDATE orders.order_view SET status = 'placed' WHERE ${aPaidOrder}`, /is placed, not/],
    ['too large a refund', `UPDATE payments.payment_view SET refunded = refunded + 1`, /was taken for the/],
    ['a charge that nobody knows of', chargeOnceMore, /^the provider charged again and payments do not know$/],
    ['a double charge', recordOneMoreCapture, /was charged 2 times$/],
    ['a refund that was not done', `DELETE FROM payments.sandbox_provider_ledger WHERE kind = 'refund'`, /provider$/],
    ['a lost piece', `UPDATE catalog.product_view SET available = available - 1`, /^test-\S+ has .+ pieces of/],
    ['a forgotten reservation', `UPDATE catalog.product_view SET reserved = 0`, /reserved, orders say otherwise$/],
    ['a lost shipment', `DELETE FROM shipping.shipment_view WHERE status = 'prepared'`, /has shipments: none$/],
    ['a report that counts twice', `UPDATE analytics.revenue_minute SET orders = orders + 1`, /^analytics count/],
  ])('notices %s', async (_, statement, sentence) => {
    const known = await audit.faults();
    await audit.tamper(statement);
    const news = (await audit.faults()).filter((fault) => !known.includes(fault));
    expect(news).toContainEqual(expect.stringMatching(sentence));
  });

  it('notices a reader that is behind', async () => {
    await audit.tamper(`UPDATE analytics.checkpoints SET position = position - 1 WHERE source = 'payments'`);
    expect(await audit.unrest()).toContainEqual(expect.stringMatching(/^analytics\.\S+ is at \d+ of \d+ in payments$/));
  });
});
