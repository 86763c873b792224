import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { IsBoolean, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { z } from 'zod';
import { NoSuchProcess, type Processes, ProcessHasEnded, ProcessNotStopped } from '#platform/consumers';
import { decodeCursor, page, PageQuery } from '#platform/http';
import { redact } from '#platform/observability';
import { Example, Refuses } from '#platform/openapi';
import { Roles } from '#platform/security';
import { InspectedContexts } from './inspected-contexts.js';
import { NoSuchContext } from './refusals.js';

const place = z.tuple([z.iso.datetime(), z.string(), z.string()]);
const states = ['open', 'stopped', 'ended'] as const;

/** `?state=stopped&limit=20&after=…` */
class ProcessesQuery extends PageQuery {
  @IsOptional()
  @IsIn(states)
  readonly state: (typeof states)[number] = 'open';
}

/** Why a process shall end, and whether what it did is undone. */
@Example({ reason: 'the customer has called', compensate: true })
class AbortDto {
  @IsString()
  @Length(1, 500)
  readonly reason!: string;

  @IsOptional()
  @IsBoolean()
  readonly compensate: boolean = true;
}

/** The processes of a context: what they wait for, and those that stopped until a person decides. */
@Controller('contexts/:context/processes')
@Roles('operator')
export class ProcessesController {
  constructor(private readonly contexts: InspectedContexts) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Refuses(NoSuchContext)
  async list(@Param('context') context: string, @Query() { state, limit, after }: ProcessesQuery) {
    const listed = await this.of(context).list(
      state,
      limit + 1,
      after === undefined ? undefined : decodeCursor(after, place),
    );
    return page(listed, limit, ({ since, process, correlation }) => [since, process, correlation]);
  }

  @Get('replay')
  @Header('cache-control', 'no-store')
  @Refuses(NoSuchContext)
  async replay(@Param('context') context: string) {
    return redact(await this.of(context).replay());
  }

  @Get(':process/:correlation')
  @Header('cache-control', 'no-store')
  @Refuses(NoSuchContext, NoSuchProcess)
  async inspect(
    @Param('context') context: string,
    @Param('process') process: string,
    @Param('correlation') correlation: string,
  ) {
    return redact(await this.of(context).inspect(process, correlation));
  }

  @Post(':process/:correlation/resume')
  @HttpCode(200)
  @Refuses(NoSuchContext, NoSuchProcess, ProcessNotStopped)
  resume(
    @Param('context') context: string,
    @Param('process') process: string,
    @Param('correlation') correlation: string,
  ) {
    return this.of(context).resume(process, correlation);
  }

  @Post(':process/:correlation/abort')
  @HttpCode(200)
  @Refuses(NoSuchContext, NoSuchProcess, ProcessHasEnded)
  abort(
    @Param('context') context: string,
    @Param('process') process: string,
    @Param('correlation') correlation: string,
    @Body() { reason, compensate }: AbortDto,
  ) {
    return this.of(context).abort(process, correlation, reason, compensate);
  }

  private of(name: string): Processes {
    const context = this.contexts.get(name);
    if (context === undefined) throw new NoSuchContext();
    return context.consumers.processes;
  }
}
