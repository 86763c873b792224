import { Controller, Get, Module } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { runCommandLine } from '#platform/cli';
import { aggregate, contract, type Event, ignore, processManager, type Receipt, refusal, undo } from '#platform/core';
import { publish } from '#platform/feed';
import { context, start } from '#platform/host';
import { Log } from '#platform/log';
import { Anonymous, newInternalKey, TokenIssuer } from '#platform/security';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';

process.env['LOG_LEVEL'] = 'silent';

const tokenKey = await newInternalKey('test');
const issuer = new TokenIssuer(tokenKey.privateKey);

type PotEvent = Event<'PotOrdered', { pot: string }> | Event<'KilnChanged', { pot: string; kiln: string }>;
const Pot = aggregate<number, PotEvent>({
  category: 'kiln.pot',
  initial: 0,
  evolve: { PotOrdered: (events) => events + 1, KilnChanged: (events) => events + 1 },
});
const PotOrderedV1 = contract('kiln.pot-ordered.v1', z.object({ pot: z.string() }));

class KilnCold extends refusal('kiln.cold', 'conflict', 'The kiln is cold.') {}

class OrderPot extends Command<Receipt> {
  constructor(readonly pot: string) {
    super();
  }
}
class UseKiln extends Command<Receipt> {
  constructor(
    readonly pot: string,
    readonly kiln: string,
  ) {
    super();
  }
}

/** What the code at hand is like. */
const code = { kiln: 'first' };
const kilns = { areCold: false };

@CommandHandler(OrderPot)
class OrderPotHandler implements ICommandHandler<OrderPot> {
  constructor(private readonly log: Log) {}

  execute({ pot }: OrderPot) {
    return this.log.transact(Pot, pot, (): PotEvent[] => [{ type: 'PotOrdered', data: { pot } }]);
  }
}

@CommandHandler(UseKiln)
class UseKilnHandler implements ICommandHandler<UseKiln> {
  constructor(private readonly log: Log) {}

  execute({ pot, kiln }: UseKiln) {
    return this.log.transact(Pot, `${pot}-${kiln}`, (): PotEvent[] => {
      if (kilns.areCold) throw new KilnCold();
      return [{ type: 'KilnChanged', data: { pot, kiln } }];
    });
  }
}

const nothing: { readonly ordered?: true } = {};
const Firing = processManager({
  name: 'kiln.firing',
  facts: [PotOrderedV1],
  initial: nothing,
  correlateBy: ({ data }) => data.pot,
  evolve: { 'kiln.pot-ordered.v1': () => ({ ordered: true as const }) },
  undo: [undo(UseKiln, ({ pot, kiln }) => new UseKiln(pot, `not ${kiln}`))],
  react: (_, pot) => [new UseKiln(pot, code.kiln)],
});

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
      name: 'kiln',
      publish: publish<PotEvent>('kiln', { PotOrdered: (data) => PotOrderedV1.of(data), KilnChanged: ignore }),
      processes: [Firing],
    }),
  ],
  controllers: [KeysController],
  providers: [OrderPotHandler, UseKilnHandler],
})
class KilnModule {}

let app: NestFastifyApplication;
let url: string;
let token: string;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase();
  drop = () => database.drop();
  process.env['DATABASE_URL'] = database.url;
  app = await start({ contexts: [KilnModule] }, database.url);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  token = (await issuer.issue({ id: 'ada', roles: ['operator'] })).accessToken;
});
afterAll(async () => {
  delete process.env['DATABASE_URL'];
  await app.close();
  await drop();
});

async function tearline(...args: string[]) {
  const lines: string[] = [];
  const terminal = {
    print: (line: string) => void lines.push(line),
    complain: (line: string) => void lines.push(line),
    draw: () => {},
    columns: 80,
  };
  const system = { name: 'kiln', contexts: () => Promise.resolve([KilnModule]) };
  const ended = await runCommandLine(system, ['--url', url, '--token', token, 'processes', ...args], terminal);
  return { code: ended, said: lines.join('\n') };
}

const order = (pot: string) => app.get(CommandBus).execute(new OrderPot(pot));
const shows = (said: RegExp, ...args: string[]) =>
  eventually(async () => expect((await tearline(...args)).said).toMatch(said));

describe('tearline processes', () => {
  it('lists, shows, resumes and aborts', async () => {
    kilns.areCold = true;
    await order('jug');
    await shows(/kiln.firing {2}jug +stopped .* The kiln is cold\./, 'list', '--state', 'stopped');
    const shown = await tearline('show', 'kiln.firing', 'jug');
    expect(shown.said).toMatch(/ProcessStopped .*kiln.cold/);
    expect(shown.said).toContain('Asked now: it would succeed, with ProcessResumed in kiln.firing-jug');
    kilns.areCold = false;
    expect(await tearline('resume', 'kiln.firing', 'jug')).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^kiln.firing jug is open/) as string,
    });
    expect(await tearline('resume', 'kiln.firing', 'jug')).toMatchObject({ code: 1 });
    const aborted = await tearline('abort', 'kiln.firing', 'jug', '--reason', 'broken', '--no-compensate');
    expect(aborted.said).toMatch(/^kiln.firing jug is ended/);
    expect(await tearline('show', 'kiln.firing', 'mug')).toMatchObject({ code: 2 });
    expect(await tearline('list', '--state', 'lost')).toMatchObject({ code: 2 });
  });

  it('plays the stored ones with the code at hand and prints what would differ', async () => {
    await order('vase');
    await shows(/kiln.firing {2}vase +open/, 'list', 'kiln');
    expect(await tearline('replay')).toMatchObject({ code: 0 });
    code.kiln = 'second';
    const replayed = await tearline('replay', 'kiln');
    code.kiln = 'first';
    expect(replayed.code).toBe(1);
    expect(replayed.said).toContain(
      [
        'kiln.firing vase',
        '  after kiln.pot-ordered.v1 (version 1)',
        '    - UseKiln {"pot":"vase","kiln":"first"}',
        '    + UseKiln {"pot":"vase","kiln":"second"}',
        '  asked now',
        '    + UseKiln {"pot":"vase","kiln":"second"}',
      ].join('\n'),
    );
  });
});
