import { checkSettings, WrongSettings } from '#platform/config';
import { type ContextHome, createPool, Database, examineRights, examineServer, type Finding } from '#platform/database';
import { examineBroker } from '#platform/feed-nats';
import { connectionsPerContext, transport } from '#platform/host';
import { type ContextStore, openStore } from './context-stores.js';
import type { Diagnosis } from './diagnosis.js';
import { judgeServer } from './judge-server.js';
import { readServer } from './read-server.js';

type Homes = readonly { readonly definition: ContextStore['definition']; readonly home: ContextHome }[];

/** Looks at the settings as a start does. */
export function examineSettings(): readonly Diagnosis[] {
  try {
    checkSettings();
    return [{ of: 'settings', check: 'settings', state: 'fine', says: 'All settings have values that can be used.' }];
  } catch (error) {
    if (!(error instanceof WrongSettings)) throw error;
    return error.sentences.map((says) => ({ of: 'settings', check: 'settings', state: 'wrong', says }));
  }
}

/** Looks at every database server that the contexts are on. */
export async function examineServers(homes: Homes): Promise<readonly Diagnosis[]> {
  const servers = Map.groupBy(homes, ({ home }) => home.adminUrl);
  const found = [...servers].map(([url, on]) => examineOne(url, on[0]!.home.setting, on.length));
  return (await Promise.all(found)).flat();
}

async function examineOne(url: string, setting: string, contexts: number): Promise<readonly Diagnosis[]> {
  const { host, pathname } = new URL(url);
  const of = `${host}${pathname}`;
  const name = 'tearline doctor';
  const database = new Database(createPool({ url, name, schema: 'public', connections: 1, onError: () => {} }));
  return guarded(of, setting, database, async () => {
    const figures = await readServer(database, contexts * (connectionsPerContext.value + 1));
    const findings = await examineServer(database);
    return [...judgeServer(of, figures), ...diagnoses(of, findings, 'It forgets nothing that it has acknowledged, and its clock is ours.')]; // prettier-ignore
  });
}

/** Looks at each context as the role with which it runs. */
export async function examineContexts(homes: Homes): Promise<readonly Diagnosis[]> {
  const found = homes.map(async ({ definition, home }) => {
    const { name, database } = openStore(definition, home);
    return guarded(name, home.setting, database, () => examineContext(name, database));
  });
  return (await Promise.all(found)).flat();
}

async function examineContext(name: string, database: Database): Promise<readonly Diagnosis[]> {
  const { rows } = await database.query<{ log: string | null; guards: number }>(
    `select to_regclass('events') as log, (select count(*)::integer from pg_trigger
       where tgrelid = to_regclass('events') and not tgisinternal and tgenabled in ('O', 'A')) as guards`,
  );
  const { log, guards } = rows[0]!;
  if (log === null) return [{ of: name, check: 'log', state: 'doubtful', says: 'It has no log yet; the first start makes it.' }]; // prettier-ignore
  const unguarded = `Nothing keeps the owner of the schema from changing events: run "alter table ${log} enable trigger all" as its owner.`;
  return [
    ...(guards > 0 ? [] : [{ of: name, check: 'immutability', state: 'wrong', says: unguarded } as const]),
    ...diagnoses(name, await examineRights(database), 'Its role may read and append events, and nothing else.'),
  ];
}

/** Looks at the broker where the settings ask for one. */
export async function examineTransport(system: string): Promise<readonly Diagnosis[]> {
  if (transport.value !== 'nats') return [];
  const found = { of: 'broker', check: 'broker' } as const;
  try {
    const { server, version, hasJetStream, remarks } = await examineBroker(`${system} doctor`);
    if (hasJetStream) return [{ ...found, state: 'fine', says: [`${server} is version ${version}.`, ...remarks].join(' ') }]; // prettier-ignore
    return [{ ...found, state: 'wrong', says: `${server} keeps no streams: start it with JetStream (-js).` }];
  } catch (error) {
    const says = `The broker cannot be used (${(error as Error).message}): start it, or correct NATS_URL.`;
    return [{ ...found, state: 'unreachable', says }];
  }
}

/** Looks whether the system serves. */
export async function examineSystem(url: string): Promise<readonly Diagnosis[]> {
  const found = { of: 'system', check: 'readiness' } as const;
  try {
    const response = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(5_000) });
    const { status } = (await response.json()) as { status: string };
    if (response.ok) return [{ ...found, state: 'fine', says: `${url} is ${status}.` }];
    return [{ ...found, state: 'wrong', says: `${url} is ${status}: its log says why.` }];
  } catch {
    return [{ ...found, state: 'doubtful', says: `Nothing answers at ${url}: start the system, or say where it is with --url.` }]; // prettier-ignore
  }
}

function diagnoses(of: string, findings: readonly Finding[], otherwise: string): readonly Diagnosis[] {
  if (findings.length === 0) return [{ of, check: 'promises', state: 'fine', says: otherwise }];
  return findings.map(({ check, isFatal, problem }) => ({
    of,
    check,
    state: isFatal ? 'wrong' : 'doubtful',
    says: problem,
  }));
}

/** What cannot be looked at is a finding too. */
async function guarded(
  of: string,
  setting: string,
  database: Database,
  look: () => Promise<readonly Diagnosis[]>,
): Promise<readonly Diagnosis[]> {
  try {
    return await look();
  } catch (error) {
    const says = `It cannot be used (${(error as Error).message || String(error)}): start the server, or correct the address in ${setting}.`;
    return [{ of, check: 'database', state: 'unreachable', says }];
  } finally {
    await database.pool.end();
  }
}
