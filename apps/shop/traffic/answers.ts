/** What the public API answers with, as far as shoppers and staff look at it. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface Problem {
  readonly code: string;
  readonly detail: string;
}

export interface Product {
  readonly sku: string;
  readonly title: string;
  readonly price: Money;
  readonly stock: number;
  readonly listed: boolean;
}

export interface StaffProduct extends Product {
  readonly reserved: number;
  readonly sold: number;
}

export type OrderStatus = 'placed' | 'awaiting-payment' | 'paid' | 'shipped' | 'completed' | 'cancelled' | 'rejected';

export interface PlacedOrder {
  readonly orderId: string;
  readonly total: Money;
}

export interface ParcelLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface OrderParcel {
  readonly parcel: number;
  readonly status: 'dispatched' | 'delivered' | 'returned';
  readonly lines: readonly ParcelLine[];
  readonly returned: readonly ParcelLine[];
}

export interface Order extends PlacedOrder {
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly placedAt: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly unitPrice: Money }[];
  readonly payment: { readonly paymentId: string; readonly status: string; readonly refunded: Money } | null;
  readonly shipment: {
    readonly shipmentId: string;
    readonly status: string;
    readonly parcels: readonly OrderParcel[];
  } | null;
  readonly history: readonly { readonly what: string }[];
}

export interface Payment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly status: 'pending' | 'captured' | 'declined' | 'refunded' | 'partially-refunded' | 'cancelled';
  readonly amount: Money;
  readonly refunded: Money;
}

export interface Shipment {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly status: 'prepared' | 'dispatched' | 'delivered' | 'returned' | 'cancelled';
  readonly parcels: readonly (Omit<OrderParcel, 'returned'> & {
    readonly returns: readonly { readonly lines: readonly ParcelLine[] }[];
  })[];
}

export interface Revenue {
  readonly currency: string;
  readonly orders: number;
  readonly revenue: Money;
  readonly refunds: Money;
}
