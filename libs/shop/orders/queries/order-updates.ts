import { Injectable } from '@nestjs/common';
import { Observable, type Subscriber } from 'rxjs';
import { DataSource } from 'typeorm';
import { RowWatch } from '#platform/consumers';
import { Log } from '#platform/log';
import { OrderView } from '../projections/order-view.js';
import { type OrderChange, historyOf } from './order-history.js';

/** Orders as they change, for those who watch them. */
@Injectable()
export class OrderUpdates extends RowWatch<OrderView> {
  constructor(database: DataSource, log: Log) {
    super(database, log, OrderView, 'orderId');
  }

  /** Each change after this version, once and in order: what a look at the order has passed over is in its history. */
  after(version: number, orderId: string): Observable<OrderChange> {
    return new Observable((reader) => {
      const orders = this.of(orderId);
      void tell(orders, version, reader);
      return () => void orders.return?.();
    });
  }
}

async function tell(orders: AsyncIterable<OrderView>, after: number, reader: Subscriber<OrderChange>): Promise<void> {
  let told = after;
  for await (const order of orders) {
    for (const change of historyOf(order).slice(told)) reader.next(change);
    told = Math.max(told, order.version);
  }
}
