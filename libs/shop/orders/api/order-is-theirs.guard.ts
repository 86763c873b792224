import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { isUUID } from 'class-validator';
import { currentExecution } from '#platform/execution';
import { OrderNotFound } from '../domain/order.errors.js';
import { GetOrder } from '../queries/get-order.query.js';
import { onBehalfOf } from './on-behalf-of.js';

/** Looks before a stream begins: once it has begun, nothing can be refused. */
@Injectable()
export class OrderIsTheirs implements CanActivate {
  constructor(private readonly queries: QueryBus) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { orderId } = context.switchToHttp().getRequest<{ params: { orderId: string } }>().params;
    const caller = currentExecution()?.principal;
    if (caller === undefined || !isUUID(orderId)) throw new OrderNotFound();
    await this.queries.execute(new GetOrder(orderId, onBehalfOf(caller)));
    return true;
  }
}
