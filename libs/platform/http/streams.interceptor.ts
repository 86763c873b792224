import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type MessageEvent,
  type NestInterceptor,
} from '@nestjs/common';
import { SSE_METADATA } from '@nestjs/common/constants.js';
import type { FastifyRequest } from 'fastify';
import { finalize, Observable, tap } from 'rxjs';
import { TokenExpired } from '#platform/security';
import { Intake } from './intake.js';
import { pathOf } from './problem.filter.js';
import { problemOf } from './problem.js';
import { clientOf, expiryOf, OpenStreams } from './streams.js';

/** How often, in milliseconds; as often as subscriptions of GraphQL do it. */
const beat = 12_000;

/**
 * Event streams of controllers (`@Sse`): a client has a limited number of them, and each ends with the intake of the process
 * and with the caller's token. In that case the last event is an `error` whose data are the problem. A comment now and then
 * keeps proxies from taking the connection for dead. What the interceptor sends itself leaves the client's `Last-Event-ID` as it is.
 */
@Injectable()
export class StreamsInterceptor implements NestInterceptor {
  constructor(
    private readonly streams: OpenStreams,
    private readonly intake: Intake,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (Reflect.getMetadata(SSE_METADATA, context.getHandler()) !== true) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const leave = this.streams.enter(clientOf(request));
    return untilOver(next.handle(), request, this.intake.drainBegun).pipe(finalize(leave));
  }
}

/** Where the client is in the stream: the id of the last event that it was sent, now or before. */
class Place {
  id: string;

  constructor(before: string | string[] | undefined) {
    this.id = String(before ?? '');
  }

  note(event: unknown): void {
    const { id } = event as MessageEvent;
    if (id !== undefined) this.id = id;
  }
}

function untilOver(events: Observable<unknown>, request: FastifyRequest, drainBegun: AbortSignal): Observable<unknown> {
  const expired = expiryOf(request);
  const place = new Place(request.headers['last-event-id']);
  return new Observable((reader) => {
    const end = () => reader.complete();
    const expire = () => {
      reader.next({
        type: 'error',
        id: place.id,
        data: problemOf(new TokenExpired(), pathOf(request), request.execution!.correlationId),
      });
      reader.complete();
    };
    drainBegun.addEventListener('abort', end, { once: true });
    expired.addEventListener('abort', expire, { once: true });
    const beating = setInterval(() => reader.next({ comment: '' } satisfies MessageEvent), beat);
    reader.add(() => {
      clearInterval(beating);
      drainBegun.removeEventListener('abort', end);
      expired.removeEventListener('abort', expire);
    });
    if (drainBegun.aborted) end();
    else reader.add(events.pipe(tap((event) => place.note(event))).subscribe(reader));
  });
}
