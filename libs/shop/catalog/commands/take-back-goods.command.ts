import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import type { ReservedLine } from '../domain/reservation.events.js';
import { Reservation, type Return, takeBack } from '../domain/reservation.js';
import { Stock, takeBackUnits } from '../domain/stock.js';

export class TakeBackGoods extends Command<Receipt> {
  constructor(
    readonly returned: Return,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(TakeBackGoods)
export class TakeBackGoodsHandler implements ICommandHandler<TakeBackGoods> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute(command: TakeBackGoods) {
    return this.log.atomically(() => this.takeBack(command));
  }

  private async takeBack({ returned, reason }: TakeBackGoods) {
    const now = this.clock.now();
    const { orderId } = returned;
    let back: readonly ReservedLine[] = [];
    await this.log.transact(Reservation, orderId, (reservation) => {
      const decided = takeBack(reservation, returned, now);
      back = decided.flatMap((event) => (event.type === 'GoodsReturned' ? event.data.lines : []));
      return decided;
    });
    for (const { sku, quantity } of back) {
      await this.log.transact(Stock, sku, (stock) => takeBackUnits(stock, { orderId, quantity }, reason, now));
    }
  }
}
