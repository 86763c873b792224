import { setTimeout as pause } from 'node:timers/promises';
import type { Order, Product } from './answers.js';
import { type Caller, expectStatus } from './caller.js';
import type { Tally } from './tally.js';

interface Parcel {
  readonly orderId: string;
  readonly deliver: boolean;
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
  send(orderId: string, deliver: boolean, told: string | undefined): void {
    this.parcels.push({ orderId, deliver, told, until: performance.now() + this.patience });
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
  private async sent({ orderId, deliver, told }: Parcel): Promise<boolean> {
    const { status, shipment } = await this.staff.get<Order>('look after an order', `/orders/${orderId}`, told);
    if (status === 'rejected') return true;
    if (shipment?.status !== 'prepared') return false;
    const path = `/shipments/${shipment.shipmentId}`;
    const parcel = { carrier: carriers[orderId.charCodeAt(0) % carriers.length]!, trackingNumber: `T-${orderId}` };
    expectStatus(await this.staff.post('dispatch', `${path}/dispatch`, parcel, `${this.run}-dispatch-${orderId}`), 200);
    this.tally.did('shipments dispatched');
    if (!deliver) return true;
    expectStatus(await this.staff.post('deliver', `${path}/delivery`, {}, `${this.run}-deliver-${orderId}`), 200);
    this.tally.did('shipments delivered');
    return true;
  }
}
