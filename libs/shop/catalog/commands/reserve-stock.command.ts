import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { Reservation, reserve, shortOf } from '../domain/reservation.js';
import type { ReservedLine } from '../domain/reservation.events.js';
import { available, reserveUnits, Stock } from '../domain/stock.js';

export class ReserveStock extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly lines: readonly ReservedLine[],
  ) {
    super();
  }
}

@CommandHandler(ReserveStock)
export class ReserveStockHandler implements ICommandHandler<ReserveStock> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute(demand: ReserveStock) {
    return this.log.atomically(() => this.reserve(demand));
  }

  private async reserve(demand: ReserveStock) {
    const { orderId } = demand;
    const now = this.clock.now();
    const units = await this.availableFor(demand);
    let reserved: readonly ReservedLine[] = [];
    await this.log.transact(Reservation, orderId, (reservation) => {
      const decided = reserve(reservation, demand, units, now);
      reserved = decided.flatMap((event) => (event.type === 'StockReserved' ? event.data.lines : []));
      return decided;
    });
    for (const { sku, quantity } of reserved) {
      await this.log.transact(Stock, sku, (stock) => reserveUnits(stock, { orderId, quantity }, now));
    }
  }

  /** What is reserved is written to the stock and found out there if this is old; that there is too little is not. */
  private async availableFor({ lines }: ReserveStock) {
    const known = await this.unitsIn(lines, (sku) => this.log.lastKnown(Stock, sku));
    return shortOf(lines, known).length === 0 ? known : this.unitsIn(lines, (sku) => this.log.load(Stock, sku));
  }

  private async unitsIn(lines: readonly ReservedLine[], find: (sku: string) => Promise<{ readonly state: Stock }>) {
    const stocks = await Promise.all(lines.map(({ sku }) => find(sku)));
    return new Map(stocks.map(({ state }, line) => [lines[line]!.sku, available(state)]));
  }
}
