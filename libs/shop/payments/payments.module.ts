import { Module } from '@nestjs/common';
import { context } from '#platform/host';
import { PaymentsController } from './api/payments.controller.js';
import { PaymentsResolver } from './api/payments.resolver.js';
import { CancelPaymentHandler } from './commands/cancel-payment.command.js';
import { RecordCaptureHandler } from './commands/record-capture.command.js';
import { RecordProviderDeclineHandler } from './commands/record-provider-decline.command.js';
import { RecordProviderRefundHandler } from './commands/record-provider-refund.command.js';
import { RefundPaymentHandler } from './commands/refund-payment.command.js';
import { RefundReturnedGoodsHandler } from './commands/refund-returned-goods.command.js';
import { StartPaymentHandler } from './commands/start-payment.command.js';
import { CallProvider } from './effects/call-provider.effect.js';
import { PaymentProvider } from './effects/payment-provider.js';
import { PostgresSandboxLedger } from './effects/postgres-sandbox-ledger.js';
import { SandboxLedger } from './effects/sandbox-ledger.js';
import { SandboxProvider } from './effects/sandbox-provider.js';
import { publishPayments } from './integration/publish-payments.js';
import { CreatePaymentsTables1763700000401 } from './migrations/create-payments-tables.js';
import { PrepareReconciliation1763700000402 } from './migrations/prepare-reconciliation.js';
import { PaymentView, PaymentViewProjection } from './projections/payment-view.projection.js';
import { RefundView } from './projections/refund-view.js';
import { GetPaymentHandler } from './queries/get-payment.query.js';
import { ListPaymentsHandler } from './queries/list-payments.query.js';
import { ReconcilePaymentsHandler } from './queries/reconcile-payments.query.js';
import { CollectDuePayments } from './reactions/collect-due-payments.reaction.js';

const commands = [
  StartPaymentHandler,
  CancelPaymentHandler,
  RefundPaymentHandler,
  RefundReturnedGoodsHandler,
  RecordCaptureHandler,
  RecordProviderDeclineHandler,
  RecordProviderRefundHandler,
];
const queries = [GetPaymentHandler, ListPaymentsHandler, ReconcilePaymentsHandler];
const consumers = [PaymentViewProjection, CollectDuePayments, CallProvider];
const provider = [
  { provide: PaymentProvider, useClass: SandboxProvider },
  { provide: SandboxLedger, useClass: PostgresSandboxLedger },
];

// No `exports`: other contexts know this one only by its contracts.
@Module({
  imports: [
    context({
      name: 'payments',
      publish: publishPayments,
      entities: [PaymentView, RefundView],
      migrations: [CreatePaymentsTables1763700000401, PrepareReconciliation1763700000402],
    }),
  ],
  controllers: [PaymentsController],
  providers: [PaymentsResolver, ...commands, ...queries, ...consumers, ...provider],
})
export class PaymentsModule {}
