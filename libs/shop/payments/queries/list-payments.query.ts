import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Page } from '#platform/http';
import { decodeCursor, page } from '#platform/http';
import { PaymentView } from '../projections/payment-view.projection.js';

const place = z.tuple([z.iso.datetime(), z.string()]);

export interface WantedPayments {
  readonly customerId: string | undefined;
  readonly orderId: string | undefined;
  readonly limit: number;
  readonly after: string | undefined;
}

export class ListPayments extends Query<Page<PaymentView>> {
  constructor(readonly wanted: WantedPayments) {
    super();
  }
}

@QueryHandler(ListPayments)
export class ListPaymentsHandler implements IQueryHandler<ListPayments> {
  constructor(private readonly database: DataSource) {}

  async execute({ wanted }: ListPayments) {
    const rows = await this.newestFirst(wanted).getMany();
    return page(rows, wanted.limit, ({ createdAt, paymentId }) => [createdAt, paymentId]);
  }

  private newestFirst({ customerId, orderId, limit, after }: WantedPayments) {
    const payments = this.database
      .getRepository(PaymentView)
      .createQueryBuilder('p')
      .limit(limit + 1);
    payments.orderBy('p.createdAt', 'DESC').addOrderBy('p.paymentId', 'DESC');
    if (customerId !== undefined) payments.andWhere('p.customerId = :customerId', { customerId });
    if (orderId !== undefined) payments.andWhere('p.orderId = :orderId', { orderId });
    if (after === undefined) return payments;
    const [createdAt, paymentId] = decodeCursor(after, place);
    return payments.andWhere('(p.createdAt, p.paymentId) < (:createdAt, :paymentId)', { createdAt, paymentId });
  }
}
