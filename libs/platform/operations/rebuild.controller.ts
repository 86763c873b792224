import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { IsBoolean, IsOptional, IsString, Length, ValidateIf } from 'class-validator';
import {
  AlreadyRebuilding,
  NoRebuild,
  NoSuchConsumer,
  NotLevel,
  NotRebuildable,
  NotSwitched,
  RebuildDiffers,
  type Rebuilds,
  SharedTable,
  TablesChanged,
} from '#platform/consumers';
import { redact } from '#platform/observability';
import { Described, Example, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Roles } from '#platform/security';
import { ComparisonAnswer, RebuildAnswer, SwitchedAnswer } from './answers/rebuilds.js';
import { InspectedContexts } from './inspected-contexts.js';
import { consumerInPath, contextInPath } from './path.js';
import { NoSuchContext } from './refusals.js';

const refusedToSwitch = [NoSuchConsumer, NoRebuild, NotSwitched, NotLevel, TablesChanged, RebuildDiffers] as const;

/** Whether to switch although the read models differ, and why. */
@Example({ force: false })
class SwitchDto {
  @Described('Whether to switch although they differ.')
  @IsOptional()
  @IsBoolean()
  readonly force: boolean = false;

  @Described('Why; needed to switch although they differ.')
  @ValidateIf(({ force, reason }: SwitchDto) => force || reason !== undefined)
  @IsString()
  @Length(1, 500)
  readonly reason?: string;
}

/** New read models, built from the events beside those that serve. */
@Controller('contexts/:context/consumers/:consumer/rebuild')
@Roles('operator')
@PathParameters({ context: contextInPath, consumer: consumerInPath })
export class RebuildController {
  constructor(private readonly contexts: InspectedContexts) {}

  @Post()
  @HttpCode(202)
  @Summary('Begin to rebuild a read model', 'A new one is built from the events, beside the one that serves.')
  @Returns(RebuildAnswer)
  @Refuses(NoSuchContext, NoSuchConsumer, NotRebuildable, SharedTable, AlreadyRebuilding)
  start(@Param('context') context: string, @Param('consumer') consumer: string) {
    return this.of(context).start(consumer);
  }

  @Get()
  @Header('cache-control', 'no-store')
  @Summary('See how a rebuild stands')
  @Returns(RebuildAnswer)
  @Refuses(NoSuchContext, NoSuchConsumer, NoRebuild)
  find(@Param('context') context: string, @Param('consumer') consumer: string) {
    return this.of(context).find(consumer);
  }

  @Get('comparison')
  @Header('cache-control', 'no-store')
  @Summary('Compare the two read models', 'Row by row, at the same positions.')
  @Returns(ComparisonAnswer)
  @Refuses(NoSuchContext, NoSuchConsumer, NoRebuild)
  async compare(@Param('context') context: string, @Param('consumer') consumer: string) {
    return redact(await this.of(context).compare(consumer));
  }

  @Post('switch')
  @HttpCode(200)
  @Summary('Switch to the new read model')
  @Returns(SwitchedAnswer)
  @Refuses(NoSuchContext, ...refusedToSwitch)
  async switch(@Param('context') context: string, @Param('consumer') consumer: string, @Body() insistence: SwitchDto) {
    return redact(await this.of(context).switch(consumer, 'building', insistence));
  }

  @Post('switch-back')
  @HttpCode(200)
  @Summary('Switch back to the former read model')
  @Returns(SwitchedAnswer)
  @Refuses(NoSuchContext, ...refusedToSwitch)
  async switchBack(
    @Param('context') context: string,
    @Param('consumer') consumer: string,
    @Body() insistence: SwitchDto,
  ) {
    return redact(await this.of(context).switch(consumer, 'switched', insistence));
  }

  @Delete()
  @HttpCode(204)
  @Summary('End a rebuild', 'The tables beside are dropped.')
  @Refuses(NoSuchContext, NoSuchConsumer, NoRebuild)
  end(@Param('context') context: string, @Param('consumer') consumer: string) {
    return this.of(context).end(consumer);
  }

  private of(name: string): Rebuilds {
    const context = this.contexts.get(name);
    if (context === undefined) throw new NoSuchContext();
    return context.consumers.rebuilds;
  }
}
