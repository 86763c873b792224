import { type DynamicModule, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exportJWK, generateKeyPair } from 'jose';
import type { PublishedFeed } from '#platform/feed';
import { ConsistencyGate, createHttpApplication, HttpModule } from '#platform/http';
import { Addresses } from '#platform/registry';
import { TokenIssuer, TokenKeys } from '#platform/security';
import { FeedCredentials, FeedsModule, PublishedFeeds } from '#platform/published-feeds';

const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
const issuer = new TokenIssuer({ ...(await exportJWK(privateKey)), kid: 'test' });
const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test' }] };

/** A token of somebody with that role. */
export async function bearer(role: string): Promise<Readonly<Record<string, string>>> {
  const { accessToken } = await issuer.issue({ id: 'someone', roles: [role] });
  return { authorization: `Bearer ${accessToken}` };
}

/** What another process of the system shows. */
export class ServiceCredentials extends FeedCredentials {
  headers() {
    return bearer('service');
  }
}

/** Addresses that a test changes. */
export class TestAddresses extends Addresses {
  private readonly listeners = new Set<() => void>();

  constructor(private origins: readonly string[]) {
    super();
  }

  set(origins: readonly string[]): void {
    this.origins = origins;
    for (const listener of this.listeners) listener();
  }

  of() {
    return this.origins;
  }

  onChange(listener: () => void) {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

/** A process that serves one feed and nothing else. */
export async function serveFeed(feed: PublishedFeed, port = 0): Promise<NestFastifyApplication> {
  const app = await createHttpApplication(root());
  app.get(PublishedFeeds).set(feed.context, feed);
  await app.listen(port, '127.0.0.1');
  return app;
}

function root(): DynamicModule {
  const http = HttpModule.forRoot({
    providers: [
      { provide: TokenKeys, useValue: { fetch: () => Promise.resolve(keys) } },
      { provide: ConsistencyGate, useValue: { waitFor: () => Promise.resolve() } },
    ],
  });

  @Module({})
  class RootModule {}
  return { module: RootModule, imports: [http, FeedsModule] };
}
