import type { DataSource } from 'typeorm';
import { RowBatch } from '#platform/consumers';
import type { Event } from '#platform/core';
import { dataSourceOn } from '#platform/database';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { toShipment } from './api/shipment.dto.js';
import { aShipment, mugs, now, pot, shipmentId } from './domain/shipment.examples.js';
import { AddParcels1763700000502 } from './migrations/add-parcels.js';
import { CreateShipmentView1763700000501 } from './migrations/create-shipment-view.js';
import { ShipmentViewProjection } from './projections/shipment-view.projection.js';
import { ShipmentView } from './projections/shipment-view.js';
import { GetShipment, GetShipmentHandler } from './queries/get-shipment.query.js';

const { prepared, dispatched, partDispatched, secondDispatched, parcelDelivered, delivered, returned } = aShipment;
const forgotten = { type: 'CustomerForgotten', data: { customerId: 'a-customer', forgottenAt: now } };

let context: ContextDatabase;
let database: DataSource;

beforeAll(async () => {
  context = await openContextDatabase('shipping', [CreateShipmentView1763700000501, AddParcels1763700000502]);
  database = await dataSourceOn(context.database.pool, context.schema, [ShipmentView]);
});
beforeEach(() => database.createQueryBuilder().delete().from(ShipmentView).execute());
afterAll(() => context.close());

type Handlers = Readonly<Record<string, (data: unknown, context: object) => unknown>>;

/** What is shown of a shipment once these events were heard, in batches of so many. */
async function shown(events: readonly Event[], batchSize: number) {
  const { on } = new ShipmentViewProjection() as unknown as { readonly on: Handlers };
  for (let begin = 0; begin < events.length; begin += batchSize) {
    const batch = new RowBatch(database);
    for (const [place, { type, data }] of events.slice(begin, begin + batchSize).entries())
      await on[type]!(data, { rows: batch.rows, event: { version: begin + place + 1 } });
    await context.database.transaction((transaction) => batch.flush(transaction));
  }
  return toShipment(await new GetShipmentHandler(database).execute(new GetShipment(shipmentId, undefined)));
}

describe.each([1, 9])('a shipment, heard in batches of %i', (batchSize) => {
  it('that goes as a whole is one parcel', async () => {
    expect((await shown([prepared], batchSize)).parcels).toEqual([]);
    const parcel = { parcel: 1, carrier: 'DHL', trackingNumber: 'T-1', lines: [mugs(2), pot], dispatchedAt: now };
    const sent = await shown([prepared, dispatched], batchSize);
    expect(sent.parcels).toEqual([{ ...parcel, status: 'dispatched', deliveredAt: null, returns: [] }]);
    const there = await shown([prepared, dispatched, delivered], batchSize);
    expect(there.parcels).toEqual([{ ...parcel, status: 'delivered', deliveredAt: now, returns: [] }]);
  });

  it('tells of each of its parcels, and of what came back', async () => {
    const both = [prepared, partDispatched(mugs(2)), secondDispatched(pot)];
    const { parcels, ...shipment } = await shown(
      [...both, parcelDelivered(1), returned('r', 1, mugs(1)), delivered],
      batchSize,
    );
    expect(shipment).toMatchObject({ status: 'delivered', carrier: 'DHL', trackingNumber: 'T-1', deliveredAt: now });
    expect(parcels).toMatchObject([
      { parcel: 1, status: 'delivered', returns: [{ returnId: 'r', lines: [mugs(1)], reason: 'broken' }] },
      { parcel: 2, status: 'delivered', carrier: 'UPS', trackingNumber: 'T-2', lines: [pot], deliveredAt: now },
    ]);
  });

  it('does not say of a parcel that came back undelivered that it was delivered', async () => {
    const both = [prepared, partDispatched(mugs(2)), secondDispatched(pot)];
    const { parcels } = await shown([...both, returned('r', 2, pot), delivered], batchSize);
    expect(parcels).toMatchObject([
      { status: 'delivered', deliveredAt: now },
      { status: 'returned', deliveredAt: null },
    ]);
  });

  it('shows no tracking number once its customer is forgotten', async () => {
    const both = [prepared, partDispatched(mugs(2)), secondDispatched(pot)];
    const { shippingAddress, trackingNumber, parcels } = await shown([...both, forgotten], batchSize);
    expect({ shippingAddress, trackingNumber }).toEqual({ shippingAddress: {}, trackingNumber: null });
    expect(parcels).toMatchObject([{ trackingNumber: null }, { carrier: 'UPS', trackingNumber: null }]);
  });
});
