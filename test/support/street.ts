import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { JSONWebKeySet } from 'jose';
import pg from 'pg';
import { Column, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import {
  type Commands,
  type FactReactionHandlers,
  Projection,
  type ProjectionHandlers,
  Reaction,
} from '#platform/consumers';
import { aggregate, contract, type Event, ignore, type Receipt } from '#platform/core';
import { runWith } from '#platform/execution';
import { publish } from '#platform/feed';
import { context, start } from '#platform/host';
import { Log } from '#platform/log';
import { Anonymous, newInternalKey, TokenIssuer } from '#platform/security';
import { createTestDatabase } from './database.js';
import { runCommandLine } from '#platform/cli';

// A street whose lamps are lit, and a watchman who notes each of them.

const tokenKey = await newInternalKey('test');
const issuer = new TokenIssuer(tokenKey.privateKey);

type LampEvent = Event<'LampLit', { lamp: string }> | Event<'LampRemoved', { lamp: string }>;
const Lamp = aggregate<number, LampEvent>({
  category: 'street.lamp',
  initial: 0,
  evolve: { LampLit: (times) => times + 1, LampRemoved: ignore },
  closedBy: ['LampRemoved'],
});
const LampLitV1 = contract('street.lamp-lit.v1', z.object({ lamp: z.string() }));

type NoteEvent = Event<'LampNoted', { lamp: string }>;
const Note = aggregate<number, NoteEvent>({
  category: 'watch.note',
  initial: 0,
  evolve: { LampNoted: (times) => times + 1 },
});

@Entity({ name: 'lamp' })
class LampRow {
  @PrimaryColumn('text') lamp!: string;
  @Column('integer') lit!: number;
}

class CreateLamps1763800000000 implements MigrationInterface {
  readonly name = 'CreateLamps1763800000000';
  async up(queryRunner: QueryRunner) {
    await queryRunner.query('create table lamp (lamp text primary key, lit integer not null)');
  }
  async down() {}
}

@Projection('street.lamps', { tables: [LampRow] })
class Lamps {
  readonly on: ProjectionHandlers<LampEvent> = {
    LampLit: ({ lamp }, { rows }) => rows(LampRow).upsert({ lamp, lit: 1 }),
    LampRemoved: ignore,
  };
}

class LightLamp extends Command<Receipt> {
  constructor(readonly lamp: string) {
    super();
  }
}

@CommandHandler(LightLamp)
class LightLampHandler implements ICommandHandler<LightLamp> {
  constructor(private readonly log: Log) {}

  execute({ lamp }: LightLamp) {
    return this.log.transact(Lamp, lamp, (): LampEvent[] => [{ type: 'LampLit', data: { lamp } }]);
  }
}

class RemoveLamp extends Command<Receipt> {
  constructor(readonly lamp: string) {
    super();
  }
}

@CommandHandler(RemoveLamp)
class RemoveLampHandler implements ICommandHandler<RemoveLamp> {
  constructor(private readonly log: Log) {}

  execute({ lamp }: RemoveLamp) {
    return this.log.transact(Lamp, lamp, (): LampEvent[] => [{ type: 'LampRemoved', data: { lamp } }]);
  }
}

class NoteLamp extends Command<Receipt> {
  constructor(readonly lamp: string) {
    super();
  }
}

@CommandHandler(NoteLamp)
class NoteLampHandler implements ICommandHandler<NoteLamp> {
  constructor(private readonly log: Log) {}

  execute({ lamp }: NoteLamp) {
    return this.log.transact(Note, lamp, (): NoteEvent[] => [{ type: 'LampNoted', data: { lamp } }]);
  }
}

/** Whether the watchman has learnt to deal with the broken lamp. */
const mended = { yes: false };

@Reaction('watch.notes', { facts: [LampLitV1] })
class Notes {
  readonly on: FactReactionHandlers<[typeof LampLitV1]> = {
    'street.lamp-lit.v1': ({ lamp }): Commands => {
      if (lamp === 'broken' && !mended.yes) throw new Error('this lamp is broken');
      return [new NoteLamp(lamp)];
    },
  };
}

@Controller('.well-known/jwks.json')
@Anonymous()
class KeysController {
  @Get() keys(): JSONWebKeySet {
    return { keys: [tokenKey.publicKey] };
  }
}

@Module({
  imports: [
    context({
      name: 'street',
      publish: publish<LampEvent>('street', { LampLit: (data) => LampLitV1.of(data), LampRemoved: ignore }),
      entities: [LampRow],
      migrations: [CreateLamps1763800000000],
    }),
  ],
  controllers: [KeysController],
  providers: [Lamps, LightLampHandler, RemoveLampHandler],
})
class StreetModule {}

@Module({ imports: [context({ name: 'watch' })], providers: [Notes, NoteLampHandler] })
class WatchModule {}

/** What a command printed, and the code that it ended with. */
export interface Ended {
  readonly code: number;
  readonly printed: string;
  readonly complained: string;
}

/** The street at work, with a command line that speaks to it. */
export class Street {
  /** What was drawn over one another, by all commands. */
  readonly drawn: string[] = [];

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly operator: pg.Client,
    private readonly token: string,
    /** Where files of archived events are. */
    readonly archive: string,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(): Promise<Street> {
    const database = await createTestDatabase();
    const archive = await mkdtemp(join(tmpdir(), 'tearline-street-'));
    Object.assign(process.env, { DATABASE_URL: database.url, ARCHIVE_DIRECTORY: archive });
    const operator = new pg.Client({ connectionString: database.url });
    await operator.connect();
    const app = await start({ contexts: [StreetModule, WatchModule] }, database.url);
    await app.listen(0, '127.0.0.1');
    const { accessToken } = await issuer.issue({ id: 'ada', roles: ['operator'] });
    return new Street(app, await app.getUrl(), operator, accessToken, archive, () => database.drop());
  }

  async close(): Promise<void> {
    for (const name of ['DATABASE_URL', 'ARCHIVE_DIRECTORY']) delete process.env[name];
    await this.app.close();
    await this.operator.end();
    await this.drop();
    await rm(this.archive, { recursive: true, force: true });
  }

  /** Lights a lamp on behalf of a request. */
  async light(lamp: string, correlationId: string): Promise<void> {
    await runWith({ correlationId }, () => this.app.get(CommandBus).execute(new LightLamp(lamp)));
  }

  /** Nothing can happen to it any more. */
  async remove(lamp: string): Promise<void> {
    await this.app.get(CommandBus).execute(new RemoveLamp(lamp));
  }

  mend(): void {
    mended.yes = true;
  }

  /** Runs a command as an operator. */
  run(...args: string[]): Promise<Ended> {
    return this.runAs(this.token, ...args);
  }

  async runAs(token: string | undefined, ...args: string[]): Promise<Ended> {
    const lines = { printed: [] as string[], complained: [] as string[] };
    const terminal = {
      print: (line: string) => void lines.printed.push(line),
      complain: (line: string) => void lines.complained.push(line),
      draw: (line: string) => void this.drawn.push(line),
      columns: 80,
    };
    const system = { name: 'street', contexts: () => Promise.resolve([StreetModule, WatchModule]) };
    const told = ['--url', this.url, ...(token === undefined ? [] : ['--token', token])];
    const code = await runCommandLine(system, [...told, ...args], terminal);
    return { code, printed: lines.printed.join('\n'), complained: lines.complained.join('\n') };
  }

  async tokenOf(role: string): Promise<string> {
    return (await issuer.issue({ id: 'eve', roles: [role] })).accessToken;
  }
}
