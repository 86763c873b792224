import { Readable, Transform } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientOf, expiryOf, type Intake, type OpenStreams } from '#platform/http';
import { TokenExpired } from '#platform/security';
import { toAnswer } from './errors.js';
import type { Places } from './places.js';

/**
 * The events of a subscription on their way to the client. They end when the process begins to stop, and the client then
 * subscribes again, elsewhere; and when the caller's token has expired, with an error that says so. Throws `TooManyStreams`.
 */
export function streamTo(
  request: FastifyRequest,
  reply: FastifyReply,
  body: ReadableStream<Uint8Array>,
  places: Places,
  { drainBegun }: Intake,
  streams: OpenStreams,
): Readable {
  const source = Readable.from(body, { objectMode: false });
  const leave = enter(streams, request, source);

  const [sent, expired] = [numbering(places), expiryOf(request)];
  const end = (last = '') => {
    source.unpipe(sent).destroy();
    places.forget();
    sent.end(last);
  };
  const drained = () => end();
  const expire = () => end(lastEvent(request));
  drainBegun.addEventListener('abort', drained, { once: true });
  expired.addEventListener('abort', expire, { once: true });
  sent.once('close', () => {
    drainBegun.removeEventListener('abort', drained);
    expired.removeEventListener('abort', expire);
    source.destroy();
    leave();
  });
  reply.raw.once('close', () => sent.destroy());
  source.once('error', () => sent.destroy());
  if (drainBegun.aborted) drained();
  return source.pipe(sent);
}

function numbering(places: Places): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, places.number(chunk.toString())),
  });
}

function enter(streams: OpenStreams, request: FastifyRequest, source: Readable): () => void {
  try {
    return streams.enter(clientOf(request));
  } catch (error) {
    // It must have begun, or its end does not reach the resolver.
    source.once('readable', () => source.destroy());
    throw error;
  }
}

/** The token's end, in the words of GraphQL over server-sent events. */
function lastEvent({ execution }: FastifyRequest): string {
  const errors = [toAnswer(new TokenExpired(), execution?.correlationId)];
  return `event: next\ndata: ${JSON.stringify({ errors })}\n\nevent: complete\ndata:\n\n`;
}
