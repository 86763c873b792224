import {
  applyDecorators,
  type ArgumentMetadata,
  type CallHandler,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  type INestMicroservice,
  Module,
  type NestInterceptor,
  type PipeTransform,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  Effect,
  type EffectHandlers,
  Projection,
  type ProjectionHandlers,
  Reaction,
  type ReactionHandlers,
} from '#platform/consumers';
import { aggregate, type Event, ignore, type Receipt } from '#platform/core';
import { context, start } from '#platform/host';
import { Log } from '#platform/log';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { Column, Entity, PrimaryColumn, type QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from './database.js';

// A context for the tests of what Nest has around event handlers: bells are rung in a tower, and one consumer hears it.

type Rung = Event<'Rung', { bell: string; at: string }>;
type Echoed = Event<'Echoed', { at: string }>;
const Bell = aggregate<null, Rung>({ category: 'tower.bell', initial: null, evolve: { Rung: ignore } });
const EchoOf = aggregate<null, Echoed>({ category: 'tower.echo', initial: null, evolve: { Echoed: ignore } });

class Ring extends Command<Receipt> {
  constructor(
    readonly bell: string,
    readonly at: string,
  ) {
    super();
  }
}
class Echo extends Ring {}

@CommandHandler(Ring)
class RingHandler implements ICommandHandler<Ring> {
  constructor(private readonly log: Log) {}

  execute({ bell, at }: Ring) {
    return this.log.transact(Bell, bell, (): Rung[] => [{ type: 'Rung', data: { bell, at } }]);
  }
}

@CommandHandler(Echo)
class EchoHandler implements ICommandHandler<Echo> {
  constructor(private readonly log: Log) {}

  execute({ bell, at }: Echo) {
    return this.log.transact(EchoOf, bell, (): Echoed[] => [{ type: 'Echoed', data: { at } }]);
  }
}

@Entity('rings')
class Rings {
  @PrimaryColumn({ type: 'text' }) bell!: string;
  @Column({ type: 'text' }) heard!: string;
}

@Entity('ring_counts')
class RingCounts {
  @PrimaryColumn({ type: 'text' }) bell!: string;
  @Column({ type: 'integer' }) times!: number;
}

class CreateRings1763700000900 {
  readonly name = 'CreateRings1763700000900';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table rings (bell text primary key, heard text not null);
      create table ring_counts (bell text primary key, times integer not null);`);
  }

  async down(): Promise<void> {}
}

/** What the handlers, and what Nest has around them, do in a test. */
interface Rules {
  admit(execution: ExecutionContext): boolean;
  change(value: unknown, metadata: ArgumentMetadata): unknown;
  intercept(execution: ExecutionContext, next: CallHandler): ReturnType<NestInterceptor['intercept']>;
  answer(error: unknown): unknown;
  fail(bell: string): void;
}
const usual: Rules = {
  admit: () => true,
  change: (value) => value,
  intercept: (_, next) => next.handle(),
  answer: () => undefined,
  fail: () => {},
};

@Injectable()
class TowerRules {
  current: Rules = usual;
  /** What the effect did outside. */
  readonly calls: { bell: string; at: string }[] = [];
}

@Injectable()
class Gatekeeper implements CanActivate {
  constructor(private readonly rules: TowerRules) {}
  canActivate(execution: ExecutionContext) {
    return this.rules.current.admit(execution);
  }
}

@Injectable()
class Changing implements PipeTransform {
  constructor(private readonly rules: TowerRules) {}
  transform(value: unknown, metadata: ArgumentMetadata) {
    return this.rules.current.change(value, metadata);
  }
}

@Injectable()
class Watching implements NestInterceptor {
  constructor(private readonly rules: TowerRules) {}
  intercept(execution: ExecutionContext, next: CallHandler) {
    return this.rules.current.intercept(execution, next);
  }
}

@Injectable()
@Catch()
class Answering implements ExceptionFilter {
  constructor(private readonly rules: TowerRules) {}
  catch(error: unknown) {
    return this.rules.current.answer(error);
  }
}

const Surrounded = applyDecorators(
  UseGuards(Gatekeeper),
  UsePipes(Changing),
  UseInterceptors(Watching),
  UseFilters(Answering),
);

@Projection('tower.rings')
@Surrounded
class RingsProjection {
  constructor(private readonly rules: TowerRules) {}

  readonly on: ProjectionHandlers<Rung | Echoed> = {
    Rung: ({ bell, at }, { rows }) => {
      rows(RingCounts).add({ bell }, { times: 1 });
      rows(Rings).upsert({ bell, heard: at });
      this.rules.current.fail(bell);
    },
    Echoed: ignore,
  };
}

@Reaction('tower.echoes')
@Surrounded
class EchoRings {
  constructor(private readonly rules: TowerRules) {}

  readonly on: ReactionHandlers<Rung | Echoed> = {
    Rung: ({ bell, at }) => {
      this.rules.current.fail(bell);
      return [new Echo(bell, at)];
    },
    Echoed: ignore,
  };
}

@Effect('tower.calls')
@Surrounded
class CallOut {
  constructor(private readonly rules: TowerRules) {}

  readonly on: EffectHandlers<Rung | Echoed> = {
    Rung: async ({ bell, at }) => {
      this.rules.current.fail(bell);
      this.rules.calls.push({ bell, at });
      return [];
    },
    Echoed: ignore,
  };
}

export const tower = context({ name: 'tower', entities: [Rings, RingCounts], migrations: [CreateRings1763700000900] });
export const always = [RingHandler, EchoHandler, TowerRules];

@Module({ imports: [tower], providers: [...always, RingsProjection] })
class ProjectionModule {}

@Module({ imports: [tower], providers: [...always, EchoRings] })
class ReactionModule {}

@Module({ imports: [tower], providers: [...always, CallOut] })
class EffectModule {}

/** A consumer with a guard, a pipe, an interceptor and a filter, and how to see what it did. */
export interface Kind {
  readonly kind: string;
  readonly module: new () => object;
  readonly consumer: Function;
  readonly name: string;
  /** What was heard of a bell. */
  heard(tower: Tower, bell: string): Promise<readonly string[]>;
  /** How it answers when there is nothing to do. */
  readonly nothing: unknown;
}

export const kinds: readonly Kind[] = [
  {
    kind: 'a projection',
    module: ProjectionModule,
    consumer: RingsProjection,
    name: 'tower.rings',
    heard: (tower, bell) => tower.texts('select heard as text from tower.rings where bell = $1', bell),
    nothing: undefined,
  },
  {
    kind: 'a reaction',
    module: ReactionModule,
    consumer: EchoRings,
    name: 'tower.echoes',
    heard: (tower, bell) =>
      tower.texts(
        `select data->>'at' as text from tower.events where stream = $1 order by position`,
        `tower.echo-${bell}`,
      ),
    nothing: [],
  },
  {
    kind: 'an effect',
    module: EffectModule,
    consumer: CallOut,
    name: 'tower.calls',
    heard: async (tower, of) => tower.calls.filter(({ bell }) => bell === of).map(({ at }) => at),
    nothing: [],
  },
];

/** A running process with the tower, and a look into its database. */
export class Tower {
  private app: NestFastifyApplication | undefined;

  private constructor(
    private readonly database: TestDatabase,
    private readonly operator: pg.Client,
  ) {}

  static async open(): Promise<Tower> {
    const database = await createTestDatabase();
    const operator = new pg.Client({ connectionString: database.url });
    await operator.connect();
    return new Tower(database, operator);
  }

  async close(): Promise<void> {
    await this.app?.close();
    await this.operator.end();
    await this.database.drop();
  }

  async run(
    module: new () => object,
    rules: Partial<Rules> = {},
    configure: (consumers: INestMicroservice) => void = () => {},
  ): Promise<NestFastifyApplication> {
    const consumers = (microservice: INestMicroservice) => {
      microservice.get(TowerRules).current = { ...usual, ...rules };
      configure(microservice);
    };
    this.app = await start({ contexts: [module], consumers }, this.database.url);
    return this.app;
  }

  get calls(): readonly { bell: string; at: string }[] {
    return this.app!.get(TowerRules).calls;
  }

  ring(bell: string, at = 'noon'): Promise<Receipt> {
    return this.app!.get(CommandBus).execute(new Ring(bell, at));
  }

  async ask<T = unknown>(statement: string, ...values: unknown[]): Promise<T[]> {
    return (await this.operator.query(statement, values)).rows as T[];
  }

  async texts(statement: string, ...values: unknown[]): Promise<string[]> {
    return (await this.ask<{ text: string }>(statement, ...values)).map(({ text }) => text);
  }

  /** How the bell's stream is held after a failure. */
  async held(bell: string) {
    const [held] = await this.ask<{ status: string; attempts: number; error: string; events: number }>(
      `select status, attempts, error, (select count(*)::integer from tower.held_events e where e.stream = s.stream) as events
       from tower.held_streams s where stream = $1 and attempts > 0`,
      `tower.bell-${bell}`,
    );
    return held;
  }

  async checkpoint(): Promise<number> {
    const [row] = await this.ask<{ position: string }>('select position from tower.checkpoints');
    return Number(row?.position ?? 0);
  }
}
