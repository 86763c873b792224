import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';
import { z } from 'zod';
import { NoSuchProcess, type Processes, ProcessHasEnded, ProcessNotStopped } from '#platform/consumers';
import { decodeCursor, encodeCursor, MalformedCursor, page, PageQuery } from '#platform/http';
import { redact } from '#platform/observability';
import { Described, Example, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Roles } from '#platform/security';
import { ProcessAnswer, ProcessInDetailAnswer, ReplayAnswer } from './answers/processes.js';
import { InspectedContexts } from './inspected-contexts.js';
import { contextInPath } from './path.js';
import { NoSuchContext } from './refusals.js';

const place = z.tuple([z.iso.datetime(), z.string(), z.string()]);
const played = z.tuple([z.string(), z.string()]);
const states = ['open', 'stopped', 'ended'] as const;

/** `?state=stopped&limit=20&after=…` */
class ProcessesQuery extends PageQuery {
  @Described('`open` are all that have neither stopped nor ended.')
  @IsOptional()
  @IsIn(states)
  readonly state: (typeof states)[number] = 'open';
}

/** `?limit=1000&after=…` */
class ReplayQuery {
  @Described('How many processes to play.')
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly limit: number = 1_000;

  @Described('The `next` of the part before.')
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  readonly after?: string;
}

/** Why a process shall end, and whether what it did is undone. */
@Example({ reason: 'the customer has called', compensate: true })
class AbortDto {
  @Described('Why it shall end.')
  @IsString()
  @Length(1, 500)
  readonly reason!: string;

  @Described('Whether what it did is undone, where that is declared.')
  @IsOptional()
  @IsBoolean()
  readonly compensate: boolean = true;
}

/** The processes of a context: what they wait for, and those that stopped until a person decides. */
@Controller('contexts/:context/processes')
@Roles('operator')
@PathParameters({
  context: contextInPath,
  process: { description: 'The durable name of a kind of process.', examples: ['orders.checkout'] },
  correlation: { description: 'What the process is about, such as the id of an order.' },
})
export class ProcessesController {
  constructor(private readonly contexts: InspectedContexts) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Summary('List processes', 'The longest begun first.')
  @Returns(ProcessAnswer, 'page')
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
  @Summary(
    'Play processes with the code at hand',
    'Tells where it would have done something else than what was done. Nothing of it happens.',
  )
  @Returns(ReplayAnswer)
  @Refuses(NoSuchContext, MalformedCursor)
  async replay(@Param('context') context: string, @Query() { limit, after }: ReplayQuery) {
    const part = { most: limit, after: after === undefined ? undefined : decodeCursor(after, played) };
    const { next, ...report } = await this.of(context).replay(part);
    return { ...(redact(report) as typeof report), next: next && encodeCursor(next) };
  }

  @Get(':process/:correlation')
  @Header('cache-control', 'no-store')
  @Summary('Inspect a process', 'What it heard and did, what it waits for, and what would follow now.')
  @Returns(ProcessInDetailAnswer)
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
  @Summary('Resume a stopped process')
  @Returns(ProcessAnswer)
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
  @Summary('End a process for good')
  @Returns(ProcessAnswer)
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
