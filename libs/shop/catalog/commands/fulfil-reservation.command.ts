import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import type { ReservedLine } from '../domain/reservation.events.js';
import { fulfil, held, Reservation } from '../domain/reservation.js';
import { sellUnits, Stock } from '../domain/stock.js';

export class FulfilReservation extends Command<Receipt> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(FulfilReservation)
export class FulfilReservationHandler implements ICommandHandler<FulfilReservation> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ orderId }: FulfilReservation) {
    return this.log.atomically(() => this.fulfil(orderId));
  }

  private async fulfil(orderId: string) {
    const now = this.clock.now();
    let lines: readonly ReservedLine[] = [];
    await this.log.transact(Reservation, orderId, (reservation) => {
      lines = held(reservation);
      return fulfil(reservation, orderId, now);
    });
    for (const { sku, quantity } of lines) {
      await this.log.transact(Stock, sku, (stock) => sellUnits(stock, { orderId, quantity }, now));
    }
  }
}
