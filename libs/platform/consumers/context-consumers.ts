import type { Consistency, Position } from '#platform/core';
import { type Sample, scraped } from '#platform/metrics';
import type { Duty } from '#platform/feed';
import type { EventLog } from '#platform/log';
import type { Consumer } from './consumer.js';
import type { ConsumerEvents } from './held/drain.js';
import { type Lane, laneName, onlyLane } from './lanes/lanes.js';
import type { Ownership, SharedWork } from './lanes/ownership.js';
import { Parking } from './held/parking.js';
import { Processes } from './processes/processes.js';
import { Progress } from './standing/progress.js';
import { Rebuilder } from './rebuild/rebuilder.js';
import { Rebuilds } from './rebuild/rebuilds.js';
import { defaultRetries } from './held/retries.js';
import { ConsumerRunner, type RunnerOptions } from './runner.js';
import { type ConsumerStanding, Overviews } from './standing/consumer-standing.js';
import { ownedSample, standingSamples } from './standing/standing-samples.js';
import { StoredLanes } from './lanes/stored-lanes.js';
import type { Workplace } from './work.js';

const defaults: RunnerOptions = { retries: defaultRetries, batch: 500, poll: 500, rest: 2, longestRest: 100 };

export interface ContextConsumersOptions extends RunnerOptions {
  /** Most positions that a rebuild reads at once. */
  readonly rebuildBatch: number;
  /** Work besides the consumers that one instance of the context does at a time. */
  readonly duties: readonly Duty[];
}

/** All consumers of one context in this process. */
export class ContextConsumers {
  /** What people decide on. */
  readonly parking: Parking;
  readonly rebuilds: Rebuilds;
  readonly processes: Processes;
  private readonly progress: Progress;
  private readonly options: RunnerOptions;
  private readonly duties: readonly Duty[];
  private readonly overviews: Overviews;
  private readonly lanes: StoredLanes;
  private forget = () => {};
  /** Why lanes of this instance stand still, by their names. */
  private readonly halted = new Map<string, Error>();

  constructor(
    private readonly consumers: readonly Consumer[],
    private readonly workplace: Workplace,
    private readonly log: EventLog,
    private readonly ownership: Ownership,
    private readonly events: ConsumerEvents,
    { duties = [], rebuildBatch = 5_000, ...options }: Partial<ContextConsumersOptions> = {},
  ) {
    this.parking = new Parking(workplace, consumers);
    this.processes = new Processes(workplace, consumers, log);
    this.progress = new Progress(workplace.database);
    this.options = { ...defaults, ...options };
    this.lanes = new StoredLanes(
      workplace.database,
      new Map(consumers.map(({ name, lanes = 1 }) => [name, lanes] as const)),
    );
    this.rebuilds = new Rebuilds(workplace, consumers);
    const projections = consumers.filter((consumer) => 'tables' in consumer);
    const { retries } = this.options;
    const rebuilder = new Rebuilder(workplace, projections, { retries, batch: rebuildBatch }, events);
    this.duties = projections.length === 0 ? duties : [...duties, rebuilder];
    const { context, database } = workplace;
    this.overviews = new Overviews({
      context,
      consumers,
      database,
      progress: this.progress,
      runsHere: (name, lane) => ownership.owns(name, lane),
      ownerOf: (name, lane) => ownership.ownerOf(name, lane),
      haltedBy: (name, lane) => this.halted.get(laneName(name, lane)),
    });
  }

  start(): void {
    this.forget = scraped(`consumers of ${this.workplace.context}`, () => this.samples());
    this.ownership.hold(this.shared());
  }

  /** The lanes of the consumers, and the other duties as works of one lane. */
  private shared(): SharedWork {
    const consumers = new Map(this.consumers.map((consumer) => [consumer.name, consumer]));
    const duties = new Map(this.duties.map((duty) => [duty.name, duty]));
    return {
      declared: new Map([
        ...[...duties.keys()].map((name) => [name, 1] as const),
        ...this.consumers.map(({ name, lanes = 1 }) => [name, lanes] as const),
      ]),
      recall: () => this.lanes.recall(),
      lanes: (name) => (duties.has(name) ? 1 : this.lanes.of(name)),
      mayRegroup: (name) => this.lanes.mayChange(name),
      regroup: (name, from, to) => this.lanes.change(name, from, to),
      run: (name, lane, signal) => duties.get(name)?.run(signal) ?? this.runner(consumers.get(name)!, lane).run(signal),
    };
  }

  /** Throws the reason when a consumer of this instance stands still until a person has mended it. */
  assertMoving(): void {
    for (const why of this.halted.values()) throw why;
  }

  /** Finishes the batches at work, stores the checkpoints, and lets other instances take over. */
  async stop(): Promise<void> {
    await this.ownership.release();
    this.forget();
  }

  /**
   * Waits until what this context shows includes everything up to the given places: first its consumers of the other
   * contexts' feeds, then its projections of what those led to. False when the deadline (by `performance.now()`) passes first.
   */
  async reached(consistency: Consistency, deadline: number): Promise<boolean> {
    const { context } = this.workplace;
    let own = consistency.get(context);
    for (const [other, position] of consistency) {
      if (other === context) continue;
      if (!(await this.heard(other, position, deadline))) return false;
      if (this.listenersOf(other).length > 0) own = await this.log.head();
    }
    if (own === undefined) return true;
    for (const { name } of this.consumers.filter(
      (consumer) => consumer.kind === 'projection' && hears(consumer, 'log'),
    )) {
      if (!(await this.progress.reached(name, 'log', own, deadline))) return false;
    }
    return true;
  }

  /**
   * Waits until all that another context published up to a position is known to the commands of this one: what it led to is
   * in the log, though not yet in the read models made of that. False when the deadline passes first.
   */
  async heard(source: string, position: Position, deadline: number): Promise<boolean> {
    for (const { name } of this.listenersOf(source)) {
      if (!(await this.progress.reached(name, source, position, deadline))) return false;
    }
    return true;
  }

  private listenersOf(source: string): readonly Consumer[] {
    return this.consumers.filter((consumer) => consumer.kind !== 'effect' && hears(consumer, source));
  }

  /** Where the consumers are, how far behind, and which of them run here. */
  async samples(): Promise<readonly Sample[]> {
    const { context } = this.workplace;
    const duties = this.duties.map(({ name }) => ownedSample(context, name, Number(this.ownership.owns(name))));
    const stored = await this.processes.samples();
    return [...standingSamples(context, await this.overviews.take()), ...stored, ...duties];
  }

  /** How each consumer stands, for people. */
  async standings(): Promise<readonly ConsumerStanding[]> {
    return (await this.overviews.take()).consumers;
  }

  private runner(consumer: Consumer, lane: Lane): ConsumerRunner {
    const own = laneName(consumer.name, lane);
    const events: ConsumerEvents = {
      failed: (...failure) => this.events.failed(...failure),
      halted: (_, why) => {
        if (why === undefined) this.halted.delete(own);
        else this.halted.set(own, why);
        this.events.halted(own, why);
      },
    };
    return new ConsumerRunner(inLane(consumer, lane), lane, this.workplace, this.progress, this.options, events);
  }
}

/** The consumer as the owner of one lane has it: each lane is a reader of its own. */
function inLane(consumer: Consumer, lane: Lane): Consumer {
  if (lane.first === onlyLane.first || consumer.sourcesFor === undefined) return consumer;
  return { ...consumer, sources: consumer.sourcesFor(laneName(consumer.name, lane)) };
}

function hears(consumer: Consumer, source: string): boolean {
  return consumer.sources.some(({ name }) => name === source);
}
