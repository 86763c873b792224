import { Module } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Column, Entity, PrimaryColumn, type QueryRunner } from 'typeorm';
import {
  Effect,
  type EffectHandlers,
  type FactProjectionHandlers,
  type FactReactionHandlers,
  Projection,
  type ProjectionHandlers,
  Reaction,
} from '#platform/consumers';
import { aggregate, type Event, ignore, processManager, type Receipt, StartTimer } from '#platform/core';
import { context } from '#platform/host';
import { Log } from '#platform/log';
import { KeepsDeciding } from './keeps-deciding.js';
import { RungV1 } from './tower.js';
import { trouble } from './trouble.js';

// The village below the tower. Each of its consumers writes down what it heard, the same again if it hears it again, so that
// a test sees what was lost, doubled or heard out of order.

type Sound = { bell: string; nth: number; ring: string };
type Echoed = Event<'Echoed', Sound>;
type Answered = Event<'Answered', Sound>;
type Noted = Event<'Noted', Sound>;
const EchoOf = aggregate<null, Echoed>({ category: 'village.echo', initial: null, evolve: { Echoed: ignore } });
const AnswerTo = aggregate<null, Answered>({ category: 'village.answer', initial: null, evolve: { Answered: ignore } });
const NoteOf = aggregate<null, Noted>({ category: 'village.note', initial: null, evolve: { Noted: ignore } });

class Echo extends Command<Receipt> {
  constructor(readonly sound: Sound) {
    super();
  }
}
class Answer extends Echo {}
class Note extends Echo {}

@CommandHandler(Echo)
class EchoHandler implements ICommandHandler<Echo> {
  constructor(private readonly log: Log) {}

  execute({ sound }: Echo) {
    return this.log.transact(EchoOf, sound.bell, (): Echoed[] => [{ type: 'Echoed', data: sound }]);
  }
}

@CommandHandler(Answer)
class AnswerHandler implements ICommandHandler<Answer> {
  constructor(private readonly log: Log) {}

  execute({ sound }: Answer) {
    return this.log.transact(AnswerTo, sound.bell, (): Answered[] => [{ type: 'Answered', data: sound }]);
  }
}

@CommandHandler(Note)
class NoteHandler implements ICommandHandler<Note> {
  constructor(private readonly log: Log) {}

  execute({ sound }: Note) {
    return this.log.transact(NoteOf, sound.bell, (): Noted[] => [{ type: 'Noted', data: sound }]);
  }
}

@Entity('heard')
class Heard {
  @PrimaryColumn({ type: 'text' }) bell!: string;
  @PrimaryColumn({ type: 'integer' }) nth!: number;
  @Column({ type: 'integer' }) times!: number;
}

/** In which order each bell was heard; for the bells that are there from the beginning. */
@Entity('heard_in_order')
class HeardInOrder {
  @PrimaryColumn({ type: 'text' }) bell!: string;
  @Column({ type: 'jsonb' }) nths!: number[];
}

@Entity('tally')
class Tally {
  @PrimaryColumn({ type: 'text' }) kind!: string;
  @PrimaryColumn({ type: 'text' }) bell!: string;
  @PrimaryColumn({ type: 'integer' }) nth!: number;
  @Column({ type: 'integer' }) times!: number;
}

class CreateVillage1763700000900 {
  readonly name = 'CreateVillage1763700000900';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table heard (bell text, nth integer, times integer not null, primary key (bell, nth));
      create table heard_in_order (bell text primary key, nths jsonb not null);
      insert into heard_in_order select 'bell-' || n, '[]' from generate_series(1, 8) n;
      create table tally (kind text, bell text, nth integer, times integer not null, primary key (kind, bell, nth));`);
  }

  async down(): Promise<void> {}
}

@Projection('village.heard', { facts: [RungV1] })
class HeardProjection {
  readonly on: FactProjectionHandlers<[typeof RungV1]> = {
    'tower.rung.v1': async ({ bell, nth }, { rows }) => {
      rows(Heard).add({ bell, nth }, { times: 1 });
      rows(HeardInOrder).append(bell, { nths: [nth] });
      trouble.with('heard', bell, nth);
      await trouble.end(bell);
    },
  };
}

@Reaction('village.echoes', { facts: [RungV1] })
class EchoOnRung {
  readonly on: FactReactionHandlers<[typeof RungV1]> = {
    'tower.rung.v1': (sound) => {
      trouble.with('echoes', sound.bell, sound.nth);
      return [new Echo(sound)];
    },
  };
}

interface Facts {
  readonly sound?: Sound;
  readonly isLate?: true;
}
const nothing: Facts = {};

const Answers = processManager({
  name: 'village.answers',
  facts: [RungV1],
  timers: { pause: () => trouble.pause },
  initial: nothing,
  correlateBy: ({ data }) => data.ring,
  evolve: {
    'tower.rung.v1': (facts, sound) => ({ ...facts, sound }),
    pause: (facts) => ({ ...facts, isLate: true as const }),
  },
  react: ({ sound, isLate }) => {
    if (!sound) return [];
    return isLate ? [new Answer(sound)] : [new StartTimer('pause')];
  },
});

@Effect('village.messages', { concurrency: 8 })
class SendMessages {
  readonly on: EffectHandlers<Echoed | Answered | Noted> = {
    Echoed: async (sound, { idempotencyKey, signal }) => {
      const body = JSON.stringify({ key: idempotencyKey, ...sound });
      const headers = { 'content-type': 'application/json' };
      const { ok, status } = await fetch(process.env['OUTSIDE']!, { method: 'POST', headers, body, signal });
      if (!ok) throw new Error(`The outside answers ${status}`);
      return [new Note(sound)];
    },
    Answered: ignore,
    Noted: ignore,
  };
}

@Projection('village.tally', { tables: [Tally] })
class TallyProjection {
  readonly on: ProjectionHandlers<Echoed | Answered | Noted> = {
    Echoed: ({ bell, nth }, { rows }) => rows(Tally).add({ kind: 'echoed', bell, nth }, { times: 1 }),
    Answered: ({ bell, nth }, { rows }) => rows(Tally).add({ kind: 'answered', bell, nth }, { times: 1 }),
    Noted: ({ bell, nth }, { rows }) => rows(Tally).add({ kind: 'noted', bell, nth }, { times: 1 }),
  };
}

const village = context({
  name: 'village',
  processes: trouble.hears('answers') ? [Answers] : [],
  entities: [Heard, HeardInOrder, Tally],
  migrations: [CreateVillage1763700000900],
});
const consumers = Object.entries({
  heard: HeardProjection,
  echoes: EchoOnRung,
  messages: SendMessages,
  tally: TallyProjection,
}).flatMap(([name, consumer]) => (trouble.hears(name) ? [consumer] : []));

@Module({ imports: [village], providers: [EchoHandler, AnswerHandler, NoteHandler, KeepsDeciding, ...consumers] })
export class VillageModule {}
