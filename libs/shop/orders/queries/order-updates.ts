import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RowWatch } from '#platform/consumers';
import { Log } from '#platform/log';
import { OrderView } from '../projections/order-view.js';

/** Orders as they change, for those who watch them. */
@Injectable()
export class OrderUpdates extends RowWatch<OrderView> {
  constructor(database: DataSource, log: Log) {
    super(database, log, OrderView, 'orderId');
  }
}
