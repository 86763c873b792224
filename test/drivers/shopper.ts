import { eventually } from '../support/eventually.js';
import type { Order, OrderStatus, Page, Payment, PlacedOrder, Shipment } from './answers.js';
import { type Answer, Caller, expectStatus, type RequestHeaders } from './caller.js';
import type { Seen } from './seen.js';

/** Pieces by SKU. */
export type Basket = Readonly<Record<string, number>>;

export const shippingAddress = { name: 'Ada Example', street: 'Long Road 1', city: 'Bonn', country: 'DE' };

export function orderOf(basket: Basket, token = 'tok_ok') {
  const lines = Object.entries(basket).map(([sku, quantity]) => ({ sku, quantity }));
  return { lines, shippingAddress, payment: { token } };
}

/** A customer with an account of their own. */
export class Shopper extends Caller {
  constructor(
    origin: string,
    seen: Seen,
    accessToken: string,
    readonly userId: string,
  ) {
    super(origin, seen, accessToken);
  }

  place(basket: Basket, token = 'tok_ok', headers?: RequestHeaders): Promise<Answer<PlacedOrder>> {
    return this.post('/orders', orderOf(basket, token), headers);
  }

  async placed(basket: Basket, token = 'tok_ok'): Promise<PlacedOrder> {
    return expectStatus(await this.place(basket, token), 201);
  }

  async order(orderId: string): Promise<Order> {
    return expectStatus(await this.get<Order>(`/orders/${orderId}`), 200);
  }

  async payments(orderId: string): Promise<readonly Payment[]> {
    return expectStatus(await this.get<Page<Payment>>(`/payments?orderId=${orderId}`), 200).items;
  }

  async shipments(orderId: string): Promise<readonly Shipment[]> {
    return expectStatus(await this.get<Page<Shipment>>(`/shipments?orderId=${orderId}`), 200).items;
  }

  cancel(orderId: string, reason = 'changed my mind'): Promise<Answer> {
    return this.post(`/orders/${orderId}/cancellation`, { reason });
  }

  pay(orderId: string, token: string): Promise<Answer> {
    return this.post(`/orders/${orderId}/payments`, { token });
  }

  /** Waits until the order is what it should come to be. */
  sees(orderId: string, wanted: (order: Order) => boolean, patience = { within: 20_000, every: 50 }): Promise<Order> {
    const look = async () => {
      const order = await this.order(orderId);
      if (!wanted(order)) throw new Error(`The order is still ${JSON.stringify(order)}`);
      return order;
    };
    return eventually(look, patience);
  }

  seesStatus(orderId: string, wanted: OrderStatus): Promise<Order> {
    return this.sees(orderId, ({ status }) => status === wanted);
  }

  seesShipment(orderId: string, wanted: Shipment['status']): Promise<Order> {
    return this.sees(orderId, ({ shipment }) => shipment?.status === wanted);
  }

  seesDecline(orderId: string): Promise<Order> {
    return this.sees(orderId, ({ payment }) => payment?.status === 'declined');
  }

  /** An order that is paid and waits for the carrier. */
  async orderReadyToGo(basket: Basket): Promise<Order> {
    const { orderId } = await this.placed(basket);
    return this.seesShipment(orderId, 'prepared');
  }
}
