import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import type { ReservedLine } from '../domain/reservation.events.js';
import { held, release, Reservation } from '../domain/reservation.js';
import { releaseUnits, Stock } from '../domain/stock.js';

export class ReleaseStock extends Command<Receipt> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(ReleaseStock)
export class ReleaseStockHandler implements ICommandHandler<ReleaseStock> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ orderId }: ReleaseStock) {
    return this.log.atomically(() => this.release(orderId));
  }

  private async release(orderId: string) {
    const now = this.clock.now();
    let lines: readonly ReservedLine[] = [];
    await this.log.transact(Reservation, orderId, (reservation) => {
      lines = held(reservation);
      return release(reservation, orderId, now);
    });
    for (const { sku, quantity } of lines) {
      await this.log.transact(Stock, sku, (stock) => releaseUnits(stock, { orderId, quantity }, now));
    }
  }
}
