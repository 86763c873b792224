import { type GraphqlContext, graphqlPath } from '#platform/graphql';
import type { PassedAnswer } from '../forwarder.js';
import { identify, inward, type ProxyParts } from '../proxy.js';
import type { PartSender } from './joined-graphql.js';

/** Sends parts of operations the way that requests of REST go: balanced, tried again where that is safe, behind the breaker. */
export class ForwardingSender implements PartSender {
  constructor(private readonly parts: Pick<ProxyParts, 'forwarder' | 'breakers' | 'load' | 'tokens'>) {}

  async send(
    { req, reply }: GraphqlContext,
    context: string,
    body: Buffer,
    accept: string,
    isSafe: boolean,
  ): Promise<PassedAnswer> {
    const { forwarder, breakers, load, tokens } = this.parts;
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const leave = load.enter(context);
    try {
      const caller = await identify(req, tokens);
      const headers = { ...inward(req), accept, 'content-type': 'application/json' };
      const passage = {
        context,
        route: undefined,
        method: 'POST',
        url: graphqlPath,
        headers,
        body,
        caller,
        isSafe,
        signal: gone.signal,
      };
      return await breakers.run(context, () => forwarder.pass(passage));
    } finally {
      leave();
    }
  }
}
