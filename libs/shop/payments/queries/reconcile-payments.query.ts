import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Clock } from '#platform/core';
import { logger } from '#platform/observability';
import { ImpossiblePeriod, ProviderUnavailable } from '../domain/payment.errors.js';
import { type KnownMovement, reconcile, type Reconciliation } from '../domain/reconciliation.js';
import { PaymentProvider } from '../effects/payment-provider.js';

const minute = 60_000;
const day = 24 * 60 * minute;

/** How far the provider's clock and ours may be apart. */
const skew = 5 * minute;
const patience = 10_000;

export class ReconcilePayments extends Query<Reconciliation> {
  constructor(
    readonly from: string | undefined,
    readonly to: string | undefined,
  ) {
    super();
  }
}

interface OwnMovement {
  readonly kind: KnownMovement['kind'];
  readonly id: string;
  readonly reference: string | null;
  readonly amount: string;
  readonly currency: string;
  readonly requested: Date;
  readonly settled: Date;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const written = (time: number) => new Date(time).toISOString();

@QueryHandler(ReconcilePayments)
export class ReconcilePaymentsHandler implements IQueryHandler<ReconcilePayments> {
  constructor(
    private readonly database: DataSource,
    private readonly provider: PaymentProvider,
    private readonly clock: Clock,
  ) {}

  async execute({ from, to }: ReconcilePayments) {
    const span = spanOf(from, to, this.clock.now());
    const own = await this.ownMovements(span);
    const { start, end } = widened(span, own);
    const theirs = await this.theirMovements(written(start), written(end));
    return reconcile({ from: written(span.start), to: written(span.end) }, own.map(toMovement), theirs);
  }

  private async theirMovements(from: string, to: string) {
    try {
      return await this.provider.movements(from, to, AbortSignal.timeout(patience));
    } catch (cause) {
      logger('payments').warn('The payment provider could not be asked for what it did.', { error: cause });
      throw new ProviderUnavailable();
    }
  }

  /** Those that the provider may have made in the period: between our request and our note of its answer. */
  private ownMovements({ start, end }: Span): Promise<OwnMovement[]> {
    return this.database.query<OwnMovement[]>(
      `SELECT 'capture' AS kind, payment_id AS id, NULL AS reference, amount, currency,
              created_at AS requested, captured_at AS settled
       FROM payment_view WHERE captured_at >= $1 AND created_at < $2
       UNION ALL
       SELECT 'refund', refund_id, reference, amount, currency, requested_at, refunded_at
       FROM refund_view WHERE refunded_at >= $1 AND requested_at < $2`,
      [written(start - skew), written(end + skew)],
    );
  }
}

function spanOf(from: string | undefined, to: string | undefined, now: string): Span {
  const end = Date.parse(to ?? now);
  const start = from === undefined ? end - day : Date.parse(from);
  if (start >= end || end - start > 31 * day) throw new ImpossiblePeriod({ from: from ?? null, to: to ?? null });
  return { start, end };
}

function widened(span: Span, own: readonly OwnMovement[]): Span {
  return own.reduce(
    ({ start, end }, { requested, settled }) => ({
      start: Math.min(start, requested.getTime() - skew),
      end: Math.max(end, settled.getTime() + skew),
    }),
    span,
  );
}

function toMovement({ kind, id, reference, amount, currency, settled }: OwnMovement): KnownMovement {
  return { kind, id, reference, amount: { amount: Number(amount), currency }, at: settled.toISOString() };
}
