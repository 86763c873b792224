import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { beginning, positionFrom, UnreadableEvent } from '#platform/core';
import { Page } from '#platform/http';
import { redact } from '#platform/observability';
import { PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Roles } from '#platform/security';
import { EventAnswer, StreamAnswer } from './answers/history.js';
import { EventsQuery, StreamQuery } from './history-query.dto.js';
import { InspectedContexts } from './inspected-contexts.js';
import { contextInPath } from './path.js';
import { NoSuchContext, NoSuchStream, NoSuchVersion, UnreadableStream } from './refusals.js';
import { kindOfStream, stateOf } from './stream-state.js';

/** What happened in a context, and how its streams were at any time. Secrets in events are not shown. */
@Controller('contexts/:context')
@Roles('operator')
@PathParameters({
  context: contextInPath,
  stream: { description: 'The name of a stream.', examples: ['orders.order-01990000-0000-7000-8000-000000000000'] },
})
export class HistoryController {
  constructor(private readonly contexts: InspectedContexts) {}

  @Get('events')
  @Header('cache-control', 'no-store')
  @Summary('Search the events of a context')
  @Returns(EventAnswer, 'page')
  @Refuses(NoSuchContext)
  async events(@Param('context') name: string, @Query() { after, limit, from, to, ...asked }: EventsQuery) {
    const times = { ...(from && { from: utc(from) }), ...(to && { to: utc(to) }) };
    const { events, next } = await this.of(name).history.find({ ...asked, ...times }, positionFrom(after), limit);
    const place = (index: number) => events[index]!.position;
    return new Page(redact(events) as typeof events, next === undefined ? null : String(next), place);
  }

  @Get('streams/:stream')
  @Header('cache-control', 'no-store')
  @Summary('See a stream as it was', 'The folded state of a stream, as of now, a version or a time.')
  @Returns(StreamAnswer)
  @Refuses(NoSuchContext, NoSuchStream, NoSuchVersion, UnreadableStream)
  async stream(@Param('context') name: string, @Param('stream') stream: string, @Query() { version, at }: StreamQuery) {
    const { history, kinds } = this.of(name);
    const kind = kindOfStream(kinds, stream);
    if (kind === undefined) throw new NoSuchStream();
    const asOf = { ...(version && { version }), ...(at && { at: utc(at) }) };
    const found = await stateOf(history, kind, stream, asOf).catch(asRefusal);
    if (found === undefined) {
      const { events } = await history.find({ stream }, beginning, 1);
      throw events.length > 0 ? new NoSuchVersion() : new NoSuchStream();
    }
    if (version !== undefined && found.version < version) throw new NoSuchVersion();
    return redact(found);
  }

  private of(name: string) {
    const context = this.contexts.get(name);
    if (context === undefined) throw new NoSuchContext();
    return context;
  }
}

function asRefusal(error: unknown): never {
  if (error instanceof UnreadableEvent) throw new UnreadableStream({ reason: error.message });
  throw error;
}

function utc(time: string): string {
  return new Date(time).toISOString();
}
