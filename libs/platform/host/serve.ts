import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DynamicModule,
  Global,
  type INestMicroservice,
  Module,
  type OnApplicationShutdown,
  type Type,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { checkSettings, WrongSettings } from '#platform/config';
import { Freshness } from '#platform/consumers';
import { Clock, Ids } from '#platform/core';
import { UnfitServer, UnreachableServer } from '#platform/database';
import { GraphqlModule } from '#platform/graphql';
import {
  ConsistencyGate,
  createHttpApplication,
  HttpModule,
  instanceVersion,
  Intake,
  OwnTokenKeys,
  ServedContexts,
} from '#platform/http';
import { exportTraces, logger, StartNotes } from '#platform/observability';
import {
  giveBackMemoryOnceAtRest,
  httpHost,
  httpPort,
  listenNear,
  reportReady,
  runUntilStopped,
  SharedDatabase,
  tellStarter,
} from '#platform/process';
import { Addresses, advertisedOrigin, Announcer } from '#platform/registry';
import { registryBySettings } from '#platform/registry-by-settings';
import { OpenApiModule } from '#platform/openapi';
import { OperationsModule } from '#platform/operations';
import { FeedsModule } from '#platform/published-feeds';
import { isBehindGateway, TokenKeys } from '#platform/security';
import { inTime } from '#platform/waiting';
import { isWeakened } from '#platform/weakening';
import { checkTls, servesTls } from '#platform/tls';
import { ContextRuntimes } from './context-runtimes.js';
import { Contexts } from './contexts.js';
import { DatabaseHomes } from './database-homes.js';
import { assertOneHandlerEach } from './one-handler-each.js';
import { SystemClock, UuidIds } from './system-ports.js';
import { transportBySettings } from './transport.js';
import { watchCommands } from './watched-commands.js';

export interface System {
  /** For people: `shop`. */
  readonly name: string;
  readonly contexts: readonly Type[];
  /** Says what shall act on every event handled, besides what a consumer's class declares: `(consumers) => consumers.useGlobalInterceptors(…)`. */
  readonly consumers?: (consumers: INestMicroservice) => void;
  /** Runs once the process serves; what it returns is printed. */
  readonly welcome?: (origin: string, notes: readonly string[]) => Promise<readonly string[]>;
}

const log = logger('host');

/** How long a stop waits for a start that is under way, in milliseconds. */
const startsMoment = 1_000;

/** How long gateways may take to notice that this process is about to stop, in milliseconds. */
const gatewaysNotice = 1_000;

/**
 * Runs contexts in one process until it is told to stop: checks the settings, starts a database where none is given,
 * migrates, serves, and on SIGTERM or Ctrl-C finishes what is at work and exits. Wrong settings and an unfit server end the
 * process with one sentence.
 */
export function serve(system: System): Promise<void> {
  return runUntilStopped({ report }, async (stopping) => {
    checkSettings();
    checkTls('processes');
    stopping.add({ name: 'spans', run: await exportTraces(system.name) });
    const database = new SharedDatabase();
    stopping.add({ name: 'database', run: () => database.stop() });
    const url = await database.url();
    if (stopping.hasBegun) return;
    const starting = start(system, url);
    stopping.add(
      { name: 'requests in flight', run: (time) => onceStarted(starting, (app) => drain(app, time / 2)) },
      { name: 'consumers and server', run: () => onceStarted(starting, (app) => app.close()) },
    );
    const app = await starting;
    if (!stopping.hasBegun) await open(system, app);
  });
}

/** The application of a system, wired and ready to listen. For tests as well. */
export async function start(
  { contexts, consumers }: Pick<System, 'contexts' | 'consumers'>,
  databaseUrl: string,
): Promise<NestFastifyApplication> {
  const runtimes = new ContextRuntimes();
  const root = await rootOf(contexts, runtimes, new DatabaseHomes(databaseUrl));
  const app = await createHttpApplication(root).catch(async (error: unknown) => {
    await runtimes.close();
    throw error;
  });
  try {
    assertOneHandlerEach(app.get(ModulesContainer));
    watchCommands(app.get(ModulesContainer));
    app.get(Contexts).wire(app, await transportBySettings(app.get(Addresses)), consumers);
    await app.init();
    await app.get(Addresses).start();
    await app.startAllMicroservices();
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function open({ name, welcome }: System, app: NestFastifyApplication): Promise<void> {
  const [wanted, host] = [httpPort.value, httpHost.value];
  const port = await listenNear(app, wanted, host, { exactly: isBehindGateway() });
  if (wanted !== 0 && port !== wanted) console.log(`Port ${wanted} is taken, so the ${name} uses ${port}.`);
  const contexts = [...app.get(ServedContexts)];
  const address = advertisedOrigin(host, port);
  await app.get(Announcer).announce({ contexts, version: instanceVersion.value, address });
  const origin = `${servesTls() ? 'https' : 'http'}://localhost:${port}`;
  const { lines: notes } = app.get(StartNotes);
  reportReady({ origin, notes });
  giveBackMemoryOnceAtRest();
  const lines = (await welcome?.(origin, notes)) ?? [`The ${name} is ready: ${origin}`];
  for (const line of lines) tellStarter(line);
  log.info('Ready.', { port });
}

/** Works on what has started. A start under way gets a moment; one that failed has closed what it opened. */
async function onceStarted(
  starting: Promise<NestFastifyApplication>,
  work: (app: NestFastifyApplication) => Promise<unknown>,
): Promise<unknown> {
  const app = await inTime(startsMoment, starting).catch(() => undefined);
  return app && work(app);
}

async function drain(app: NestFastifyApplication, milliseconds: number): Promise<boolean> {
  if (isWeakened('stop-drains')) process.exit(0);
  const intake = app.get(Intake);
  intake.beginDrain();
  await app.get(Announcer).withdraw();
  if (isBehindGateway()) await sleep(gatewaysNotice);
  return intake.drained(milliseconds);
}

function report(error: unknown): void {
  const expected = [WrongSettings, UnfitServer, UnreachableServer].some((type) => error instanceof type);
  if (expected) console.error((error as Error).message);
  else console.error('The start failed.', error);
}

async function rootOf(
  contexts: readonly Type[],
  runtimes: ContextRuntimes,
  homes: DatabaseHomes,
): Promise<DynamicModule> {
  const { addresses, announcer } = await registryBySettings();

  @Global()
  @Module({
    providers: [
      { provide: ContextRuntimes, useValue: runtimes },
      { provide: DatabaseHomes, useValue: homes },
      { provide: Clock, useClass: SystemClock },
      { provide: Ids, useClass: UuidIds },
      Contexts,
      { provide: Freshness, useExisting: Contexts },
      { provide: Addresses, useValue: addresses },
      { provide: Announcer, useValue: announcer },
    ],
    exports: [ContextRuntimes, DatabaseHomes, Clock, Ids, Contexts, Freshness, Addresses, Announcer],
  })
  class HostModule implements OnApplicationShutdown {
    onApplicationShutdown() {
      return addresses.stop();
    }
  }

  const http = HttpModule.forRoot({
    providers: [
      { provide: TokenKeys, useClass: OwnTokenKeys },
      { provide: ConsistencyGate, useExisting: Contexts },
    ],
  });

  @Module({})
  class RootModule {}

  return {
    module: RootModule,
    imports: [
      HostModule,
      CqrsModule.forRoot(),
      http,
      FeedsModule,
      OperationsModule,
      GraphqlModule.forRoot(),
      OpenApiModule,
      ...contexts,
    ],
  };
}
