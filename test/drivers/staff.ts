import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import type { StaffProduct } from './answers.js';
import { type Answer, Caller, expectStatus, type RequestHeaders } from './caller.js';
import type { Basket } from './shopper.js';

export interface NewProduct {
  readonly sku: string;
  readonly title: string;
  readonly description: string;
  readonly price: { readonly amount: number; readonly currency: string };
  readonly stock: number;
}

/** How many there are: for anyone, set aside for orders, gone. */
export type Pieces = Pick<StaffProduct, 'stock' | 'reserved' | 'sold'>;

export function aProduct(details: Partial<NewProduct> = {}): NewProduct {
  return {
    sku: `test-${randomUUID()}`,
    title: 'Mug',
    description: 'Holds tea.',
    price: { amount: 1250, currency: 'EUR' },
    stock: 100,
    ...details,
  };
}

/** Somebody who works in the shop. */
export class Staff extends Caller {
  create(product: NewProduct, headers?: RequestHeaders): Promise<Answer> {
    return this.post('/products', product, headers);
  }

  list(sku: string): Promise<Answer> {
    return this.put(`/products/${sku}/listing`);
  }

  delist(sku: string): Promise<Answer> {
    return this.delete(`/products/${sku}/listing`);
  }

  /** A product on the shelf; answers with its SKU. */
  async sells(details: Partial<NewProduct> = {}): Promise<string> {
    const product = aProduct(details);
    expectStatus(await this.create(product), 201);
    expectStatus(await this.list(product.sku), 204);
    return product.sku;
  }

  async product(sku: string): Promise<StaffProduct> {
    return expectStatus(await this.get<StaffProduct>(`/products/${sku}`), 200);
  }

  /** Waits until the shop counts its pieces so. */
  counts(sku: string, { stock, reserved, sold }: Pieces): Promise<void> {
    const look = async () => {
      const product = await this.product(sku);
      const same = product.stock === stock && product.reserved === reserved && product.sold === sold;
      if (!same) throw new Error(`The product is still ${JSON.stringify(product)}`);
    };
    return eventually(look, { within: 20_000 });
  }

  dispatch(shipmentId: string, trackingNumber = 'T-1', headers?: RequestHeaders): Promise<Answer> {
    return this.post(`/shipments/${shipmentId}/dispatch`, { carrier: 'DHL', trackingNumber }, headers);
  }

  deliver(shipmentId: string, headers?: RequestHeaders): Promise<Answer> {
    return this.post(`/shipments/${shipmentId}/delivery`, {}, headers);
  }

  /** Hands some pieces to a carrier; all that is left of the shipment when none are named. */
  sendParcel(shipmentId: string, trackingNumber: string, pieces?: Basket, headers?: RequestHeaders): Promise<Answer> {
    const parcel = { carrier: 'DHL', trackingNumber, lines: pieces && linesOf(pieces) };
    return this.post(`/shipments/${shipmentId}/dispatch`, parcel, headers);
  }

  deliverParcel(shipmentId: string, parcel: number): Promise<Answer> {
    return this.post(`/shipments/${shipmentId}/parcels/${parcel}/delivery`);
  }

  /** Takes pieces of a parcel back; all that it still holds when none are named. */
  takeBack(
    shipmentId: string,
    parcel: number,
    pieces?: Basket,
    headers?: RequestHeaders,
  ): Promise<Answer<{ readonly returnId: string }>> {
    const returned = { reason: 'broken on arrival', lines: pieces && linesOf(pieces) };
    return this.post(`/shipments/${shipmentId}/parcels/${parcel}/returns`, returned, headers);
  }
}

const linesOf = (pieces: Basket) => Object.entries(pieces).map(([sku, quantity]) => ({ sku, quantity }));
