import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Clock, Ids } from '#platform/core';
import { currentExecution } from '#platform/execution';
import { Log } from '#platform/log';
import { takeBack } from '../domain/shipment-delivery.js';
import type { WantedLine } from '../domain/shipment-lines.js';
import { Shipment } from '../domain/shipment.js';

export interface ReturnedParcel {
  readonly shipmentId: string;
  readonly parcel: number;
  readonly lines: readonly WantedLine[] | undefined;
  readonly reason: string;
}

export class ReturnParcel extends Command<{ readonly returnId: string }> {
  constructor(readonly returned: ReturnedParcel) {
    super();
  }
}

@CommandHandler(ReturnParcel)
export class ReturnParcelHandler implements ICommandHandler<ReturnParcel> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ returned: { shipmentId, ...returned } }: ReturnParcel) {
    const returnId = currentExecution()?.commandId ?? this.ids.next();
    await this.log.transact(Shipment, shipmentId, (shipment) =>
      takeBack(shipment, { returnId, ...returned, returnedAt: this.clock.now() }),
    );
    return { returnId };
  }
}
