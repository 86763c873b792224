import { hostname } from 'node:os';
import type {
  BeforeApplicationShutdown,
  INestApplication,
  INestApplicationContext,
  INestMicroservice,
  OnApplicationShutdown,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { NestMicroservice } from '@nestjs/microservices';
import {
  consumerOf,
  type Consumer,
  ContextConsumers,
  type FindFeed,
  type Freshness,
  NotYetShown,
  Ownership,
  ProcessConsumer,
  type Workplace,
} from '#platform/consumers';
import type { Consistency, Position, ProcessManager } from '#platform/core';
import { runningUrl, SchemaOwner } from '#platform/database';
import type { Duty, Feed, Transport } from '#platform/feed';
import { InProcessFeed } from '#platform/feed-in-process';
import {
  ConsistencyGate,
  ControllerContexts,
  HealthChecks,
  IdempotencyStores,
  NotYetConsistent,
  ReachableContexts,
  ServedContexts,
} from '#platform/http';
import { logger } from '#platform/observability';
import { InspectedContexts } from '#platform/operations';
import { PublishedFeeds } from '#platform/published-feeds';
import { ConsumersTransport, type Delivery } from './consumers-transport.js';
import type { ContextRuntime } from './context-runtime.js';
import { ContextRuntimes } from './context-runtimes.js';
import { describeContext } from './describe-context.js';
import { findContexts, type FoundContext } from './discovery.js';
import { EventHandling } from './event-handling.js';
import { forgettingPeople } from './forget-people.js';
import { kindsOf } from './kinds.js';

/** How long a command waits to have heard everything, in milliseconds. */
const freshnessWait = 1_000;

const housekeepingEvery = 3_600_000;

/** A context at work. */
interface RunningContext {
  readonly runtime: ContextRuntime;
  readonly consumers: ContextConsumers;
}

/** The contexts of this process, and their answer to how current they are. */
export class Contexts
  extends ConsistencyGate
  implements Freshness, Delivery, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly running = new Map<string, RunningContext>();
  private housekeeping: NodeJS.Timeout | undefined;
  private runtimes: ContextRuntimes | undefined;
  private feeds: ReadonlyMap<string, Feed> = new Map();
  private transport: Transport | undefined;

  /**
   * Connects what the modules contain: feeds to consumers, controllers to their contexts, health to databases. The consumers
   * form a microservice of the application; starting that starts them.
   */
  wire(
    app: INestApplication,
    transport: Transport,
    configure: (consumers: INestMicroservice) => void = () => {},
  ): void {
    const found = findContexts(app.get(ModulesContainer));
    this.runtimes = app.get(ContextRuntimes);
    this.feeds = new Map(
      found.flatMap(({ runtime }) => (runtime.feed ? [[runtime.name, new InProcessFeed(runtime.feed)]] : [])),
    );
    this.transport = transport;
    const handling = new EventHandling(this.microserviceOf(app, configure));
    const dispatch = (command: object) => app.get(CommandBus).execute(command as never);
    for (const context of found) {
      register(app, context);
      const { runtime } = context;
      const consumers = consumersOf(context, handling, this.feedOf, this.relayOf(runtime), dispatch);
      this.running.set(runtime.name, { runtime, consumers });
      const { name, history } = runtime;
      const description = describeContext(context);
      const kinds = kindsOf(runtime.definition);
      app.get(InspectedContexts).set(name, { description, history, consumers, parking: consumers.parking, kinds });
      const moving = () => Promise.resolve().then(() => consumers.assertMoving());
      app.get(HealthChecks).add(`consumers of ${runtime.name}`, moving, { isVital: false });
    }
  }

  /** What is global to the application is meant for requests and does not act here. */
  private microserviceOf(app: INestApplication, configure: (consumers: INestMicroservice) => void): NestMicroservice {
    const strategy = new ConsumersTransport(this);
    const options = { inheritAppConfig: false, deferInitialization: true };
    const microservice = app.connectMicroservice({ strategy }, options) as NestMicroservice;
    microservice.setIsInitHookCalled(true);
    configure(microservice);
    return microservice;
  }

  async start(): Promise<void> {
    await this.transport?.start();
    for (const { runtime, consumers } of this.running.values()) {
      runtime.start();
      consumers.start();
    }
    this.housekeeping = setInterval(() => void this.keepHouse(), housekeepingEvery).unref();
  }

  private async keepHouse(): Promise<void> {
    for (const { runtime } of this.running.values()) {
      await runtime.answers.removeExpired().catch((error: unknown) => {
        logger(runtime.name).warn('Old answers of repeatable requests could not be removed.', { error });
      });
    }
  }

  /** Lets the consumers finish what they have begun, while the server still answers. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  async stop(): Promise<void> {
    clearInterval(this.housekeeping);
    await Promise.all([...this.running.values()].map(({ consumers }) => consumers.stop()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.transport?.stop();
    await this.runtimes?.close();
  }

  /** Feeds of this process are read here, those of others by way of the transport. */
  private readonly feedOf: FindFeed = (context, reader, impersonal) =>
    this.feeds.get(context) ?? this.transport!.feedOf(context, reader, impersonal);

  private relayOf({ feed, database }: ContextRuntime): Duty | undefined {
    return feed && this.transport!.relayOf({ feed, database });
  }

  async catchUp(reader: string, source: string): Promise<boolean> {
    const { consumers } = this.running.get(reader)!;
    try {
      const head = await this.feedOf(source, reader).head();
      return await consumers.heard(source, head, performance.now() + freshnessWait);
    } catch {
      return false;
    }
  }

  async shown(context: string, position: Position): Promise<void> {
    const { consumers } = this.running.get(context)!;
    const isShown = await consumers.reached(new Map([[context, position]]), performance.now() + freshnessWait);
    if (!isShown) throw new NotYetShown(context);
  }

  async waitFor(consistency: Consistency, context: string, timeout: number): Promise<void> {
    const reached = await this.running.get(context)?.consumers.reached(consistency, performance.now() + timeout);
    if (reached === false) throw new NotYetConsistent();
  }
}

function register(app: INestApplicationContext, { runtime, controllers }: FoundContext): void {
  app.get(ServedContexts).add(runtime.name);
  app.get(ReachableContexts).add(runtime.name);
  if (runtime.feed) app.get(PublishedFeeds).set(runtime.name, runtime.feed);
  for (const controller of controllers) app.get(ControllerContexts).set(controller, runtime.name);
  app.get(IdempotencyStores).set(runtime.name, runtime.answers);
  app.get(HealthChecks).add(`database of ${runtime.name}`, async () => void (await runtime.database.query('select 1')));
}

/** By what this process is known to those who look who runs the consumers. PostgreSQL keeps 63 characters; a host's name differs at its end. */
function instanceName(context: string): string {
  const [before, after] = [`tearline ${context} consumers (`, `:${process.pid})`];
  return `${before}${hostname().slice(before.length + after.length - 63)}${after}`;
}

function consumersOf(
  { runtime, consumers }: FoundContext,
  handling: EventHandling,
  findFeed: FindFeed,
  relay: Duty | undefined,
  dispatch: Workplace['dispatch'],
): ContextConsumers {
  const { name, database, dataSource, log, events, sealing, definition, home } = runtime;
  const owner = new SchemaOwner(home);
  const workplace: Workplace = { context: name, database, owner, dataSource, log, dispatch };
  const all: readonly Consumer[] = [
    ...consumers.map((declared) =>
      consumerOf(declared.declaration, declared.instance, events, findFeed, handling.around(declared)),
    ),
    ...(definition.processes ?? []).map(
      (process) => new ProcessConsumer(process as ProcessManager, workplace, findFeed),
    ),
    ...(sealing ? [forgettingPeople(events, sealing)] : []),
  ];
  const reports = logger(name);
  const ownership = new Ownership(
    { connectionString: runningUrl(home), application_name: instanceName(name) },
    (error) => reports.warn('The hold on the consumers was lost; it will be taken again.', { error }),
  );
  return new ContextConsumers(
    all,
    workplace,
    events,
    ownership,
    {
      failed: (consumer, error, what) => reports.warn(`${consumer} failed: ${what}.`, { consumer, error }),
      halted: (consumer, why) => {
        if (why === undefined) reports.info(`${consumer} no longer stands still here.`, { consumer });
        else reports.error(`${consumer} stands still. ${why.message}`, { consumer });
      },
    },
    { duties: relay === undefined ? [] : [relay] },
  );
}
