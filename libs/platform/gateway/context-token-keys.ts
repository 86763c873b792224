import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { type InternalTokenIssuer, TokenKeys, tokenKeysPath } from '#platform/security';
import { type Dispatcher, request } from 'undici';
import type { Instances } from './instances.js';
import type { Routes } from './routes.js';

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const timeout = 3_000;

/** Asks whichever instance serves the keys of access tokens. */
export class ContextTokenKeys extends TokenKeys {
  constructor(
    private readonly routes: Routes,
    private readonly instances: Instances,
    private readonly tokens: InternalTokenIssuer,
    private readonly dispatcher: Dispatcher,
  ) {
    super();
  }

  async fetch(): Promise<JSONWebKeySet> {
    const destination = this.routes.find('GET', tokenKeysPath);
    const instance = destination && this.instances.pick(destination.context, destination.route, new Set());
    if (instance === undefined) throw new Error(`Nobody serves ${tokenKeysPath}`);
    const { statusCode, body } = await request(new URL(tokenKeysPath, instance.address), {
      headers: await this.tokens.headers(destination!.context, {}),
      headersTimeout: timeout,
      bodyTimeout: timeout,
      dispatcher: this.dispatcher,
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${tokenKeysPath} answered ${statusCode}`);
    return keySet.parse(JSON.parse(text));
  }
}
