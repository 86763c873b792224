import type { JWK } from 'jose';
import { plan, type Program } from '#platform/supervisor';
import type { RequestHeaders } from '../drivers/caller.js';
import { internalWord } from './internal-words.js';

const file = 'dist/test/faults/small-system/main.js';
const apps = ['tower', 'village'].map((name) => ({ name, contexts: [name] }));

/** The small system as a process for each context, which hear each other over a broker. */
export interface TornSmallSystem {
  readonly programs: readonly Program[];
  /** What a client of the tower shows, in the gateway's place: that he is this one, or somebody. */
  admission(who?: string): Promise<RequestHeaders>;
}

export async function tearApart(settings: Readonly<Record<string, string>>, natsUrl: string): Promise<TornSmallSystem> {
  const { DATABASE_URL: databaseUrl, ...others } = settings;
  const env = { ...others, TRANSPORT: 'nats', NATS_URL: natsUrl };
  const options = { folder: '', apps, instances: new Map<string, number>(), env, databaseUrl: databaseUrl! };
  const { gateway, processes } = await plan(options);
  const key = JSON.parse(gateway.env['INTERNAL_PRIVATE_KEY']!) as JWK;
  return {
    programs: processes.map(({ name, env: own }) => ({ name, file, env: { ...own, CONTEXTS: name } })),
    admission: (who) => internalWord({ key, audience: 'tower', ...(who !== undefined && { subject: who }) }),
  };
}
