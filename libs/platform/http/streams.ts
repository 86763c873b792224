import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { TooManyStreams } from './refusals.js';
import { streamsPerClient } from './settings.js';

/** The longest time that a timer can wait, in milliseconds. */
const longest = 2 ** 31 - 1;

/** Counts what streams to each client, and turns away what would be more than `HTTP_STREAMS_PER_CLIENT`. */
@Injectable()
export class OpenStreams {
  private readonly ofClient = new Map<string, number>();

  /** Answers with the function that notes the end; it may be called more than once. Throws `TooManyStreams`. */
  enter(client: string): () => void {
    const own = this.ofClient.get(client) ?? 0;
    const most = streamsPerClient.value;
    if (own >= most) throw new TooManyStreams({ most });
    this.ofClient.set(client, own + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = this.ofClient.get(client)! - 1;
      if (left === 0) this.ofClient.delete(client);
      else this.ofClient.set(client, left);
    };
  }
}

/** Whom a stream counts for: the caller, and where nobody is signed in the address. */
export function clientOf({ execution, ip }: FastifyRequest): string {
  const { principal } = execution ?? {};
  return principal === undefined ? `address ${ip}` : `caller ${principal.id}`;
}

/** Aborted when the token of whoever asked has expired; never when nobody is signed in. */
export function expiryOf({ execution }: FastifyRequest): AbortSignal {
  const { validUntil } = execution ?? {};
  if (validUntil === undefined) return new AbortController().signal;
  return AbortSignal.timeout(Math.min(longest, Math.max(0, validUntil - Date.now())));
}
