import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WrongSettings, checkSettings, dataDirectory } from '#platform/config';
import { gatewayUserOf, type Hearings, systemName, userOf } from '#platform/nats-access';
import {
  type ReadyMessage,
  runUntilStopped,
  SharedDatabase,
  type Stopping,
  stopTimeout,
  underSupervisor,
} from '#platform/process';
import { newCredentials, type RunCredentials } from './credentials.js';
import { Agent, request } from 'undici';
import { namesOf, type Plan, plan, type SplitApp } from './plan.js';
import { instanceCounts } from './settings.js';
import { startBroker } from './broker.js';
import { type ProcessEvents, type Program, SupervisedProcess } from './supervised-process.js';
import { Terminal } from './terminal.js';

export interface SplitSystem {
  /** For people: `shop`. */
  readonly name: string;
  /** The repository's folder, where `scripts/` is. */
  readonly root: string;
  /** The folder that holds the folders of the apps, the gateway's among them. */
  readonly folder: string;
  readonly apps: readonly SplitApp[];
  /** What the users of the broker may do follows from it. */
  readonly hearings: Hearings;
  /** What is printed once everything serves. */
  readonly welcome: (origin: string, notes: readonly string[]) => Promise<readonly string[]>;
}

/** Beyond its own time for stopping, how long a process has before it is killed, in milliseconds. */
const grace = 2_000;

/**
 * Runs a system as many processes on this machine until it is told to stop: a database where none is given, a process for each
 * app, and the gateway on the public port. What dies is started again. A stop ends the gateway first, when its answers are out,
 * then the others, then the database. A process that refuses its first start ends everything.
 */
export function supervise(system: SplitSystem): Promise<void> {
  return runUntilStopped({ report, patience }, async (stopping) => {
    // The terminal is gone, or the reader of a pipe has seen enough.
    process.stdout.on('error', () => void stopping.stop(patience).then((isClean) => process.exit(isClean ? 0 : 1)));
    checkSettings();
    const { folder, apps } = system;
    const names = ['gateway', 'broker', ...namesOf(apps, instanceCounts.value)];
    const credentials = await newCredentials(resolve(dataDirectory.value), names);
    const database = new SharedDatabase();
    stopping.add({ name: 'database', run: () => database.stop() });
    const url = await database.url();
    const terminal = new Terminal(names);
    const transport = await openTransport(system, credentials, terminal, stopping);
    const env = { ...environment(), ...transport };
    const ownBroker = transport['NATS_URL'] !== undefined;
    const instances = instanceCounts.value;
    const planned = await plan({ folder, apps, instances, env, databaseUrl: url, credentials, ownBroker });
    await run(system, planned, terminal, stopping);
  });
}

function report(error: unknown): void {
  console.error(error instanceof WrongSettings || isRefusedStart(error) ? error.message : error);
}

/** The processes know themselves when to give up; this is for what hangs beyond that. */
function patience(): number {
  return 4 * (stopTimeout.value + grace);
}

/** A broker of our own for TRANSPORT=nats, unless NATS_URL names another. Without a choice it is nats where a nats-server can be had. */
async function openTransport(
  { root, apps, hearings }: SplitSystem,
  credentials: RunCredentials,
  terminal: Terminal,
  stopping: Stopping,
): Promise<NodeJS.ProcessEnv> {
  const { TRANSPORT: chosen, NATS_URL: given } = process.env;
  if (chosen === 'http') return {};
  if (given !== undefined && given !== '') return { TRANSPORT: 'nats', CONTEXT_REGISTRY: 'nats' };
  const users = [
    gatewayUserOf(systemName.value),
    ...apps.map(({ name, contexts }) => userOf(systemName.value, name, contexts, hearings)),
  ];
  const directory = resolve(dataDirectory.value, 'nats');
  const events = eventsOf('broker', terminal);
  const broker = await startBroker({ root, directory, users, credentials, events }).catch((error: Error) => {
    if (chosen !== undefined) throw new WrongSettings([error.message]);
    console.log(`${error.message}\nThe contexts hear each other over HTTP instead (TRANSPORT=http).`);
  });
  if (broker === undefined) return { TRANSPORT: 'http' };
  stopping.add({ name: 'broker', run: () => broker.process.stop(stopTimeout.value) });
  return { TRANSPORT: 'nats', NATS_URL: broker.url, CONTEXT_REGISTRY: 'nats' };
}

async function run(
  system: SplitSystem,
  { gateway, processes }: Plan,
  terminal: Terminal,
  stopping: Stopping,
): Promise<void> {
  const contexts = processes.map((program) => supervised(program, terminal));
  const door = supervised(gateway, terminal);
  const time = stopTimeout.value + grace;
  const stopContexts = () => Promise.all(contexts.map((one) => one.stop(time))).then((all) => all.every(Boolean));
  stopping.add({ name: 'gateway', run: () => door.stop(time) }, { name: 'contexts', run: stopContexts });
  const [entrance, ...others] = await Promise.all([door, ...contexts].map((one) => one.start()));
  await isOpen(entrance!);
  const notes = others.flatMap((ready) => ready.notes);
  for (const line of await system.welcome(entrance!.origin, notes)) console.log(line);
}

function supervised(program: Program, terminal: Terminal): SupervisedProcess {
  return new SupervisedProcess(program, eventsOf(program.name, terminal));
}

function eventsOf(name: string, terminal: Terminal): ProcessEvents {
  return { printed: terminal.linesOf(name), changed: (state, detail) => terminal.state(name, state, detail) };
}

/** The gateway looks for the others twice a second: nobody is invited before it has seen them. */
async function isOpen({ origin }: ReadyMessage): Promise<void> {
  // This is nobody else's port, whatever its certificate says.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await request(`${origin}/health/ready`, { dispatcher }).catch(() => undefined);
    await answer?.body.dump();
    if (answer?.statusCode === 200) break;
    await sleep(100);
  }
  await dispatcher.destroy();
}

function environment(): NodeJS.ProcessEnv {
  const format = process.stdout.isTTY ? { LOG_FORMAT: 'pretty' } : {};
  return { ...format, LOG_LEVEL: 'warn', ...process.env, ...underSupervisor };
}

function isRefusedStart(error: unknown): error is Error {
  return error instanceof Error && error.message.endsWith('did not start.');
}
