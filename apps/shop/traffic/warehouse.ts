import { setTimeout as pause } from 'node:timers/promises';
import type { Order, OrderParcel, Product } from './answers.js';
import { type Caller, expectStatus } from './caller.js';
import type { Tally } from './tally.js';

const sendings = ['dispatch', 'deliver', 'deliver in parcels', 'take back'] as const;

/** How far an order is sent, and how. */
export type Sending = (typeof sendings)[number];

export const isSending = (intention: string): intention is Sending => sendings.some((sending) => sending === intention);

interface Parcel {
  readonly orderId: string;
  readonly how: Sending;
  /** The token of what its customer has seen: the staff must find the order too. */
  readonly told: string | undefined;
  readonly until: number;
}

const carriers = ['DHL', 'DPD', 'GLS', 'UPS'];
const betweenLooks = 100;

/** The staff: they fill the shelves up, and send what was ordered on its way. */
export class Warehouse {
  /** Pieces put on the shelves, by SKU. */
  readonly restocked = new Map<string, number>();
  private readonly restocking = new Map<string, Promise<void>>();
  private readonly parcels: Parcel[] = [];
  private closing = false;

  constructor(
    private readonly staff: Caller,
    private readonly run: string,
    private readonly tally: Tally,
    private readonly patience: number,
  ) {}

  /** Resolves once there is more of a product; one delivery at a time. */
  restock({ sku }: Product, wanted: number): Promise<void> {
    const coming = this.restocking.get(sku) ?? this.order(sku, Math.max(60, wanted * 10));
    this.restocking.set(sku, coming);
    return coming;
  }

  /** Sends an order on its way as soon as its shipment is prepared. */
  send(orderId: string, how: Sending, told: string | undefined): void {
    this.parcels.push({ orderId, how, told, until: performance.now() + this.patience });
  }

  /** Works so many hands wide until it is closed and nothing is left to send. */
  async work(hands: number): Promise<void> {
    await Promise.all(Array.from({ length: hands }, () => this.workAlone()));
  }

  close(): void {
    this.closing = true;
  }

  private async order(sku: string, change: number): Promise<void> {
    const key = `${this.run}-restock-${sku}-${this.restocked.get(sku) ?? 0}`;
    const body = { change, reason: 'delivered by the wholesaler' };
    try {
      expectStatus(await this.staff.post('restock', `/products/${encodeURIComponent(sku)}/stock`, body, key), 200);
      this.restocked.set(sku, (this.restocked.get(sku) ?? 0) + change);
      this.tally.did('products restocked');
    } finally {
      this.restocking.delete(sku);
    }
  }

  private async workAlone(): Promise<void> {
    for (;;) {
      const parcel = this.parcels.shift();
      if (parcel === undefined && this.closing) return;
      const done = parcel !== undefined && (await this.handled(parcel));
      if (!done) await pause(betweenLooks);
    }
  }

  private async handled(parcel: Parcel): Promise<boolean> {
    try {
      if (await this.sent(parcel)) return true;
      if (performance.now() > parcel.until) throw new Error('its shipment is not prepared');
      this.parcels.push(parcel);
      return false;
    } catch (error) {
      this.tally.troubles.push(`order ${parcel.orderId} could not be sent: ${(error as Error).message}`);
      return true;
    }
  }

  /** False while there is nothing to send yet. */
  private async sent({ orderId, how, told }: Parcel): Promise<boolean> {
    const order = await this.staff.get<Order>('look after an order', `/orders/${orderId}`, told);
    if (order.status === 'rejected') return true;
    if (order.shipment?.status !== 'prepared') return false;
    const one = { sku: order.lines[0]!.sku, quantity: 1 };
    const isMore = order.lines.length > 1 || order.lines[0]!.quantity > 1;
    if (how === 'deliver in parcels' && isMore) await this.dispatch(order, 'P', [one]);
    await this.dispatch(order, 'T');
    if (how === 'dispatch') return true;
    await this.ask('deliver', order, 'delivery', {});
    this.tally.did('shipments delivered');
    if (how !== 'take back') return true;
    await this.ask('take back', order, 'parcels/1/returns', { reason: 'did not fit', lines: [one] }, 202);
    this.tally.did('parcels taken back');
    return true;
  }

  private async dispatch(order: Order, series: string, lines?: readonly OrderParcel['lines'][number][]) {
    const carrier = carriers[order.orderId.charCodeAt(0) % carriers.length]!;
    const trackingNumber = `${series}-${order.orderId}`;
    await this.ask('dispatch', order, 'dispatch', { carrier, trackingNumber, lines }, 200, series);
    this.tally.did(lines === undefined ? 'shipments dispatched' : 'parcels sent ahead');
  }

  private async ask(kind: string, { orderId, shipment }: Order, what: string, body: object, status = 200, series = '') {
    const path = `/shipments/${shipment!.shipmentId}/${what}`;
    expectStatus(
      await this.staff.post(kind, path, body, `${this.run}-${kind.replace(' ', '-')}${series}-${orderId}`),
      status,
    );
  }
}
