import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { z } from 'zod';
import { NoSuchParkedStream, type Parking } from '#platform/consumers';
import { decodeCursor, page, PageQuery } from '#platform/http';
import { redact } from '#platform/observability';
import { Example, Refuses } from '#platform/openapi';
import { Roles } from '#platform/security';
import { InspectedContexts } from './inspected-contexts.js';
import { NoSuchContext } from './refusals.js';

const place = z.tuple([z.iso.datetime(), z.uuid()]);
const ParkedId = () => Param('id', new ParseUUIDPipe({ exceptionFactory: () => new NoSuchParkedStream() }));

/** Why events will never be handled, and which: the failing one, or all that wait. */
@Example({ reason: 'the product never existed', events: 'first' })
class DiscardDto {
  @IsString()
  @Length(1, 500)
  readonly reason!: string;

  @IsOptional()
  @IsIn(['first', 'all'])
  readonly events: 'first' | 'all' = 'first';
}

/** Streams that a consumer has set aside until a person decides. */
@Controller('contexts/:context/parked')
@Roles('operator')
export class ParkedController {
  constructor(private readonly contexts: InspectedContexts) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Refuses(NoSuchContext)
  async list(@Param('context') name: string, @Query() { limit, after }: PageQuery) {
    const parked = await this.of(name).list(limit + 1, after === undefined ? undefined : decodeCursor(after, place));
    return page(parked, limit, ({ since, id }) => [since, id]);
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  @Refuses(NoSuchContext, NoSuchParkedStream)
  async inspect(@Param('context') name: string, @ParkedId() id: string) {
    return redact(await this.of(name).inspect(id));
  }

  @Post(':id/resume')
  @HttpCode(202)
  @Refuses(NoSuchContext, NoSuchParkedStream)
  async resume(@Param('context') name: string, @ParkedId() id: string) {
    await this.of(name).resume(id);
    return { id, status: 'resumed' };
  }

  @Post(':id/discard')
  @HttpCode(200)
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
