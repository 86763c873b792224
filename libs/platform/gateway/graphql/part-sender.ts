import type { FastifyReply } from 'fastify';
import { type GraphqlContext, graphqlPath } from '#platform/graphql';
import { notBegunHeader } from '#platform/http';
import type { PassedAnswer } from '../forwarder.js';
import { identify, inward, type ProxyParts } from '../proxy.js';
import { ContextUnavailable } from '../refusals.js';
import type { PartSender } from './joined-graphql.js';

/** Sends parts of operations the way that requests of REST go: balanced, tried again where that is safe, behind the breaker. */
export class ForwardingSender implements PartSender {
  private readonly gone = new WeakMap<FastifyReply, AbortSignal>();

  constructor(private readonly parts: Pick<ProxyParts, 'forwarder' | 'breakers' | 'load' | 'tokens'>) {}

  async send(
    { req, reply }: GraphqlContext,
    context: string,
    body: Buffer,
    accept: string,
    isSafe: boolean,
    seen?: string,
  ): Promise<PassedAnswer> {
    const { forwarder, breakers, load, tokens } = this.parts;
    const leave = load.enter(context);
    try {
      const caller = await identify(req, tokens);
      const place = seen !== undefined && { 'last-event-id': seen };
      const headers = { ...inward(req), accept, 'content-type': 'application/json', ...place };
      const passage = {
        context,
        route: undefined,
        method: 'POST',
        url: graphqlPath,
        headers,
        body,
        caller,
        isSafe,
        signal: this.goneOf(reply),
      };
      const answer = await breakers.run(context, () => forwarder.pass(passage));
      if (answer.headers[notBegunHeader] !== undefined) throw new ContextUnavailable();
      return answer;
    } finally {
      leave();
    }
  }
  /** Aborted when the client has gone; one for all parts, of which a long subscription may send many. */
  private goneOf(reply: FastifyReply): AbortSignal {
    const known = this.gone.get(reply);
    if (known !== undefined) return known;
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    this.gone.set(reply, gone.signal);
    return gone.signal;
  }
}
