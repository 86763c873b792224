import { FeedCredentials, NoFeedCredentials } from '#platform/published-feeds';
import { internalPrivateKey, InternalTokenIssuer } from '#platform/security';

/** Shows the owners of feeds the internal token of this process. */
class InternalFeedCredentials extends FeedCredentials {
  constructor(private readonly tokens: InternalTokenIssuer) {
    super();
  }

  headers(audience: string): Promise<Readonly<Record<string, string>>> {
    return this.tokens.headersOfOurOwn(audience);
  }
}

/** What this process shows to the owners of feeds: its internal token when it has a key, else nothing. */
export function feedCredentials(): FeedCredentials {
  const key = internalPrivateKey.value;
  return key === undefined ? new NoFeedCredentials() : new InternalFeedCredentials(new InternalTokenIssuer(key));
}
