import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Principal } from '#platform/execution';
import { Authenticated, Caller, Roles } from '#platform/security';
import { RefundPayment } from '../commands/refund-payment.command.js';
import { GetPayment } from '../queries/get-payment.query.js';
import { ReconcilePayments } from '../queries/reconcile-payments.query.js';
import { PaymentIdArg } from './payment-id.js';
import { RefundPaymentDto } from './payment-requests.dto.js';
import { customerIn, toPayment } from './payment.dto.js';
import { Payment, RequestedRefund } from './payment.types.js';
import { PaymentReconciliation, ReconciliationQuery } from './reconciliation.types.js';

@Resolver()
export class PaymentsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => Payment, { nullable: true })
  @Authenticated()
  async payment(@PaymentIdArg() paymentId: string, @Caller() caller: Principal) {
    return toPayment(await this.queries.execute(new GetPayment(paymentId, customerIn(caller))));
  }

  @Query(() => PaymentReconciliation, { nullable: true })
  @Roles('staff')
  paymentReconciliation(@Args() { from, to }: ReconciliationQuery) {
    return this.queries.execute(new ReconcilePayments(from, to));
  }

  @Mutation(() => RequestedRefund, { nullable: true })
  @Roles('staff')
  async refundPayment(
    @PaymentIdArg() paymentId: string,
    @Args('input', { defaultValue: {} }) { amount, reason = 'no reason given' }: RefundPaymentDto,
  ) {
    const refund = new RefundPayment(paymentId, amount, reason);
    const { refundId } = await this.commands.execute(refund);
    return { paymentId, refundId };
  }
}
