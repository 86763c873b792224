import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { Between, DataSource } from 'typeorm';
import { placesReached } from '#platform/consumers';
import type { Consistency, Money } from '#platform/core';
import { Clock } from '#platform/core';
import { type Figures, type Step, type Stretch, sumOf, windowsAt } from '../domain/live-windows.js';
import { LiveStep } from '../projections/live-step.js';

export interface LiveSum {
  readonly currency: string;
  readonly orders: number;
  readonly revenue: Money;
  readonly refunds: Money;
}

export interface LiveWindow extends Stretch {
  readonly sums: readonly LiveSum[];
}

export type LiveWindows = Readonly<Record<keyof ReturnType<typeof windowsAt>, LiveWindow>>;

export interface LiveFigures {
  /** Everything that these contexts have said up to here is counted. */
  readonly reached: Consistency;
  readonly windows: LiveWindows;
}

export class GetLiveFigures extends Query<LiveFigures> {}

@QueryHandler(GetLiveFigures)
export class GetLiveFiguresHandler implements IQueryHandler<GetLiveFigures> {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<LiveFigures> {
    const windows = windowsAt(this.clock.now());
    const reached = await placesReached(this.database, 'analytics.revenue');
    const first = windows.previousHour.from;
    const steps = await this.database.getRepository(LiveStep).findBy({ begin: Between(first, windows.hour.to) });
    const counted = Object.entries(windows).map(([name, window]) => [name, counting(steps, window)]);
    return { reached, windows: Object.fromEntries(counted) as LiveWindows };
  }
}

function counting(steps: readonly Step[], window: Stretch): LiveWindow {
  return { ...window, sums: sumOf(steps, window).map(toSum) };
}

function toSum({ currency, orders, revenue, refunds }: Figures & { readonly currency: string }): LiveSum {
  return { currency, orders, revenue: { amount: revenue, currency }, refunds: { amount: refunds, currency } };
}
