/** What the shop's API answers with, as far as tests look at it. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly correlationId: string;
  readonly errors?: readonly { readonly field: string; readonly message: string; readonly code: string }[];
}

export interface Account {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

export interface Product {
  readonly sku: string;
  readonly title: string;
  readonly description: string;
  readonly price: Money;
  readonly stock: number;
  readonly listed: boolean;
}

export interface StaffProduct extends Product {
  readonly reserved: number;
  readonly sold: number;
}

export interface StockEntry {
  readonly entry: number;
  readonly what: 'opened' | 'adjusted' | 'reserved' | 'released' | 'sold' | 'returned';
  readonly quantity: number;
  readonly stock: number | null;
  readonly reason: string | null;
  readonly orderId: string | null;
  readonly userId: string | null;
  readonly consumer: string | null;
}

export type OrderStatus = 'placed' | 'awaiting-payment' | 'paid' | 'shipped' | 'completed' | 'cancelled' | 'rejected';

export interface PlacedOrder {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly total: Money;
}

export interface OrderLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

export interface ParcelLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
}

export interface OrderParcel {
  readonly parcel: number;
  readonly status: 'dispatched' | 'delivered' | 'returned';
  readonly carrier: string;
  readonly trackingNumber: string | null;
  readonly lines: readonly ParcelLine[];
  readonly returned: readonly ParcelLine[];
}

export interface OrderShipment {
  readonly shipmentId: string;
  readonly status: Shipment['status'];
  readonly parcels: readonly OrderParcel[];
}

export interface Order extends PlacedOrder {
  readonly customerId: string;
  readonly placedAt: string;
  readonly lines: readonly OrderLine[];
  readonly payment: { readonly paymentId: string; readonly status: string; readonly attempts: number } | null;
  readonly shipment: OrderShipment | null;
  readonly history: readonly { readonly at: string; readonly what: string; readonly description: string }[];
}

export interface Payment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly status: 'pending' | 'captured' | 'declined' | 'refunded' | 'partially-refunded' | 'cancelled';
  readonly amount: Money;
  readonly refunded: Money;
}

export interface Reconciliation {
  readonly totals: readonly {
    readonly currency: string;
    readonly capturedThere: Money;
    readonly refundedThere: Money;
  }[];
  readonly differences: readonly { readonly what: string; readonly id: string }[];
}

export interface Shipment {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly status: 'prepared' | 'dispatched' | 'delivered' | 'returned' | 'cancelled';
  readonly parcels: readonly (Omit<OrderParcel, 'returned'> & {
    readonly returns: readonly { readonly returnId: string; readonly lines: readonly ParcelLine[] }[];
  })[];
}

export interface RevenueBucket {
  readonly bucket: string;
  readonly currency: string;
  readonly orders: number;
  readonly revenue: Money;
  readonly refunds: Money;
}
