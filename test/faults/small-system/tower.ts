import { Body, Controller, Module, Param, Post } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsUUID } from 'class-validator';
import { z } from 'zod';
import { aggregate, contract, type Event, type Receipt } from '#platform/core';
import { publish } from '#platform/feed';
import { context } from '#platform/host';
import { Log } from '#platform/log';
import { Public } from '#platform/security';

// Bells are rung in a tower. Each ringing has a name, by which a test knows it again everywhere.

type Rung = Event<'Rung', { bell: string; nth: number; ring: string }>;
const Bell = aggregate<number, Rung>({
  category: 'tower.bell',
  initial: 0,
  evolve: { Rung: (times) => times + 1 },
});

export const RungV1 = contract(
  'tower.rung.v1',
  z.object({ bell: z.string(), nth: z.number().int(), ring: z.string() }),
);

class Ring extends Command<Receipt> {
  constructor(
    readonly bell: string,
    readonly ring: string,
  ) {
    super();
  }
}

@CommandHandler(Ring)
class RingHandler implements ICommandHandler<Ring> {
  constructor(private readonly log: Log) {}

  execute({ bell, ring }: Ring) {
    return this.log.transact(Bell, bell, (times): Rung[] => [{ type: 'Rung', data: { bell, nth: times + 1, ring } }]);
  }
}

class RingDto {
  @IsUUID() readonly ring!: string;
}

@Controller('bells')
@Public()
class BellsController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':bell/rings')
  async ring(@Param('bell') bell: string, @Body() { ring }: RingDto) {
    const { version, position } = await this.commands.execute(new Ring(bell, ring));
    return { bell, ring, nth: version, position };
  }
}

@Module({
  imports: [context({ name: 'tower', publish: publish<Rung>('tower', { Rung: (data) => RungV1.of(data) }) })],
  controllers: [BellsController],
  providers: [RingHandler],
})
export class TowerModule {}
