import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { z } from 'zod';
import { NoSuchParkedStream, type Parking } from '#platform/consumers';
import { decodeCursor, page, PageQuery } from '#platform/http';
import { redact } from '#platform/observability';
import { Described, Example, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Roles } from '#platform/security';
import { DiscardedAnswer, InspectedAnswer, ParkedAnswer, ResumedAnswer } from './answers/parked.js';
import { InspectedContexts } from './inspected-contexts.js';
import { contextInPath } from './path.js';
import { NoSuchContext } from './refusals.js';

const place = z.tuple([z.iso.datetime(), z.uuid()]);
const ParkedId = () => Param('id', new ParseUUIDPipe({ exceptionFactory: () => new NoSuchParkedStream() }));

/** Why events will never be handled, and which: the failing one, or all that wait. */
@Example({ reason: 'the product never existed', events: 'first' })
class DiscardDto {
  @Described('Why they will never be handled.')
  @IsString()
  @Length(1, 500)
  readonly reason!: string;

  @Described('The failing event, or all that wait.')
  @IsOptional()
  @IsIn(['first', 'all'])
  readonly events: 'first' | 'all' = 'first';
}

/** Streams that a consumer has set aside until a person decides. */
@Controller('contexts/:context/parked')
@Roles('operator')
@PathParameters({ context: contextInPath, id: { format: 'uuid', description: 'The id of a parked stream.' } })
export class ParkedController {
  constructor(private readonly contexts: InspectedContexts) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Summary('List parked streams', 'Streams that wait for a person, the longest waiting first.')
  @Returns(ParkedAnswer, 'page')
  @Refuses(NoSuchContext)
  async list(@Param('context') name: string, @Query() { limit, after }: PageQuery) {
    const parked = await this.of(name).list(limit + 1, after === undefined ? undefined : decodeCursor(after, place));
    return page(parked, limit, ({ since, id }) => [since, id]);
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  @Summary('Inspect a parked stream', 'The failing event, and what would happen if it were handled now.')
  @Returns(InspectedAnswer)
  @Refuses(NoSuchContext, NoSuchParkedStream)
  async inspect(@Param('context') name: string, @ParkedId() id: string) {
    return redact(await this.of(name).inspect(id));
  }

  @Post(':id/resume')
  @HttpCode(202)
  @Summary('Resume a parked stream', 'Its events are handled again, in order.')
  @Returns(ResumedAnswer)
  @Refuses(NoSuchContext, NoSuchParkedStream)
  async resume(@Param('context') name: string, @ParkedId() id: string) {
    await this.of(name).resume(id);
    return { id, status: 'resumed' };
  }

  @Post(':id/discard')
  @HttpCode(200)
  @Summary('Discard events of a parked stream', 'They will never be handled by this consumer; the reason is kept.')
  @Returns(DiscardedAnswer)
  @Refuses(NoSuchContext, NoSuchParkedStream)
  async discard(@Param('context') name: string, @ParkedId() id: string, @Body() { reason, events }: DiscardDto) {
    await this.of(name).discard(id, reason, events);
    return { id, status: 'discarded' };
  }

  private of(name: string): Parking {
    const context = this.contexts.get(name);
    if (context === undefined) throw new NoSuchContext();
    return context.parking;
  }
}
