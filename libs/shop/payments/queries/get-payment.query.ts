import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { PaymentNotFound } from '../domain/payment.errors.js';
import { PaymentView } from '../projections/payment-view.projection.js';

export class GetPayment extends Query<PaymentView> {
  constructor(
    readonly paymentId: string,
    /** Only if it is this customer's. */
    readonly customerId: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(GetPayment)
export class GetPaymentHandler implements IQueryHandler<GetPayment> {
  constructor(private readonly database: DataSource) {}

  async execute({ paymentId, customerId }: GetPayment) {
    const owner = customerId === undefined ? {} : { customerId };
    const payment = await this.database.getRepository(PaymentView).findOneBy({ paymentId, ...owner });
    if (payment === null) throw new PaymentNotFound();
    return payment;
  }
}
