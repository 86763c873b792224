import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Principal } from '#platform/execution';
import type { HttpAnswer } from '#platform/http';
import { Answer } from '#platform/http';
import { About, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Authenticated, Caller, Roles } from '#platform/security';
import { RefundPayment } from '../commands/refund-payment.command.js';
import {
  ImpossiblePeriod,
  PaymentNotCaptured,
  PaymentNotFound,
  ProviderUnavailable,
  RefundExceedsCapture,
} from '../domain/payment.errors.js';
import { GetPayment } from '../queries/get-payment.query.js';
import { ListPayments } from '../queries/list-payments.query.js';
import { ReconcilePayments } from '../queries/reconcile-payments.query.js';
import { PaymentId } from './payment-id.js';
import { PaymentsQuery, RefundPaymentDto } from './payment-requests.dto.js';
import { customerIn, toPayment } from './payment.dto.js';
import { Payment, RequestedRefund } from './payment.types.js';
import { PaymentReconciliation, ReconciliationQuery } from './reconciliation.types.js';

@Controller('payments')
@About('Payments and refunds.')
@PathParameters({ paymentId: { format: 'uuid', description: 'The id of a payment.' } })
export class PaymentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Summary('List payments', 'A customer sees their own, staff all.')
  @Authenticated()
  @Returns(Payment, 'page')
  async list(@Query() { orderId, limit, after }: PaymentsQuery, @Caller() caller: Principal) {
    const wanted = { customerId: customerIn(caller), orderId, limit, after };
    return (await this.queries.execute(new ListPayments(wanted))).map(toPayment);
  }

  @Get('reconciliation')
  @Summary(
    'Compare payments with the provider',
    'Our captures and refunds of a period beside those of the provider, and each difference.',
  )
  @Roles('staff')
  @Returns(PaymentReconciliation)
  @Refuses(ImpossiblePeriod, ProviderUnavailable)
  reconcile(@Query() { from, to }: ReconciliationQuery) {
    return this.queries.execute(new ReconcilePayments(from, to));
  }

  @Get(':paymentId')
  @Summary('See a payment')
  @Authenticated()
  @Returns(Payment)
  @Refuses(PaymentNotFound)
  async get(@PaymentId() paymentId: string, @Caller() caller: Principal, @Answer() answer: HttpAnswer) {
    const payment = await this.queries.execute(new GetPayment(paymentId, customerIn(caller)));
    answer.version(payment.version);
    return toPayment(payment);
  }

  @Post(':paymentId/refunds')
  @Summary('Refund a payment', 'All that is left of it, or a part.')
  @HttpCode(202)
  @Roles('staff')
  @Returns(RequestedRefund)
  @Refuses(PaymentNotFound, PaymentNotCaptured, RefundExceedsCapture)
  async refund(@PaymentId() paymentId: string, @Body() { amount, reason = 'no reason given' }: RefundPaymentDto) {
    const { refundId } = await this.commands.execute(new RefundPayment(paymentId, amount, reason));
    return { paymentId, refundId };
  }
}
