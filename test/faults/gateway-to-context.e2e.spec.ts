import { randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import { Pool } from 'pg';
import { internalTokenHeader, newInternalKey } from '#platform/security';
import type { Protection } from '#platform/weakening';
import type { Order, Page, Problem } from '../drivers/answers.js';
import { type Answer, Caller, expectProblem, expectStatus, type RequestHeaders } from '../drivers/caller.js';
import { admin } from '../drivers/monolith.js';
import { NothingSeen } from '../drivers/seen.js';
import type { ShopUnderTest } from '../drivers/shop-under-test.js';
import type { Shopper } from '../drivers/shopper.js';
import { aProduct } from '../drivers/staff.js';
import { BreakableWire } from '../support/breakable-wire.js';
import { createTestDatabase } from '../support/database.js';
import { type InternalWord, internalWord } from './internal-words.js';
import { KillableSplit } from './killable-split.js';
import { untilAnswered } from './persistence.js';

let database: Pool;
let wire: BreakableWire;
let split: KillableSplit;
let people: Awaited<ReturnType<ShopUnderTest['people']>>;
let shopper: Shopper;
let sku: string;
/** The keys with which the processes sign. */
const keys = new Map<string, JWK>();

// A shop whose gateway reaches the orders by a wire; everybody else reaches everybody.
beforeAll(async () => {
  const { url } = await createTestDatabase();
  database = new Pool({ connectionString: url, max: 1 });
  wire = await BreakableWire.open();
  split = await KillableSplit.start(url, {
    settingsOf: ({ name, env }) => {
      keys.set(name, JSON.parse(env['INTERNAL_PRIVATE_KEY']!) as JWK);
      if (name === 'orders') wire.leadTo(Number(env['PORT']));
      if (name !== 'gateway') return {};
      const urls = env['CONTEXT_URLS']!.replace(/orders=[^,]+/, `orders=http://127.0.0.1:${wire.port}`);
      return { CONTEXT_URLS: urls, GATEWAY_ANSWER_TIMEOUT: '1500ms' };
    },
  });
  people = await split.shop.people();
  sku = await people.staff.sells();
}, 90_000);
beforeEach(async () => {
  shopper = await split.shop.shopper(people.seen);
});
afterEach(() => {
  wire.cut(undefined);
  wire.mend();
});
afterAll(async () => {
  await database.end();
  await split.end();
  wire.close();
});

/** Lets so much of the first answer to a request pass, and cuts the wire. */
function cutOnce(start: string, much: number): void {
  let isDone = false;
  wire.cut((answer, question) => {
    if (isDone || !question.includes(start)) return undefined;
    isDone = true;
    return answer.subarray(0, Math.floor(answer.length * much));
  });
}

const place = (headers: RequestHeaders = {}) => shopper.place({ [sku]: 1 }, 'tok_ok', headers);
const aKey = () => ({ 'idempotency-key': randomUUID() });

/** How the payments of the shopper's orders ended, once all those orders are paid. */
async function paymentsOf(orders: number): Promise<readonly string[]> {
  const { items } = expectStatus(await shopper.get<Page<Order>>('/orders'), 200);
  expect(items).toHaveLength(orders);
  await Promise.all(items.map(({ orderId }) => shopper.seesStatus(orderId, 'paid')));
  const payments = await Promise.all(items.map(({ orderId }) => shopper.payments(orderId)));
  return payments.flat().map(({ status }) => status);
}

describe('an answer that is lost between the gateway and a context that has committed', () => {
  it.each([
    ['as a whole', 0],
    ['in part', 0.8],
  ])('%s is asked for again under an Idempotency-Key: one order, one charge', async (_, much) => {
    cutOnce('POST /orders ', much);
    const { orderId } = expectStatus(await place(aKey()), 201);
    expect(await paymentsOf(1)).toEqual(['captured']);
    await shopper.seesStatus(orderId, 'paid');
  });

  it('is not asked for again without one, and the client hears that nobody knows', async () => {
    cutOnce('POST /orders ', 0);
    expectProblem(await place(), 502, 'http.answer-lost');
    expect(await paymentsOf(1)).toEqual(['captured']);
  });

  it('is late when nothing passes any more, and the client who repeats it gets the one order', async () => {
    const key = aKey();
    wire.silence();
    expectProblem(await place(key), 504, 'http.answer-late');
    wire.mend();
    const again = await untilAnswered(
      () => place(key),
      () => undefined,
    );
    expectStatus(again, 201);
    expect(await paymentsOf(1)).toEqual(['captured']);
  });
});

const forged = { 'x-user-id': 'boss', 'x-roles': 'staff', 'x-internal-user': 'boss', 'x-forwarded-user': 'boss' };

/** The word of the gateway to the catalogue about somebody of the staff, but for what is said. */
const wordOf = (word: Partial<InternalWord> = {}) =>
  internalWord({ key: keys.get('gateway')!, audience: 'catalog', ...word });

/** What the gateway says of the staff on the way to the orders. */
async function overheard(): Promise<RequestHeaders> {
  const heard = await heardOnTheWire(() => people.staff.get('/orders'));
  const [, word] = /internal-authorization: (Bearer [\w.-]+)/i.exec(heard)!;
  return { [internalTokenHeader]: word! };
}

async function heardOnTheWire(ask: () => Promise<Answer>): Promise<string> {
  let heard = '';
  wire.cut((_, question) => {
    heard = question.toString();
    return undefined;
  });
  await ask();
  wire.cut(undefined);
  return heard;
}

const forgeries: Readonly<Record<string, () => Promise<RequestHeaders>>> = {
  'nobody’s word': () => Promise.resolve({}),
  nonsense: () => Promise.resolve({ [internalTokenHeader]: 'Bearer nonsense' }),
  'identity headers': () => Promise.resolve(forged),
  'an access token of the staff': async () => ({ authorization: `Bearer ${await split.shop.signIn(admin)}` }),
  'a foreign key that bears the gateway’s name': async () =>
    wordOf({ key: (await newInternalKey('gateway')).privateKey }),
  'a key that nobody knows': async () => wordOf({ key: (await newInternalKey('gateway-9')).privateKey }),
  'a token for another context': () => wordOf({ audience: 'orders' }),
  'a token that has expired': () => wordOf({ issuedIn: -120, expiresIn: -60 }),
  'an old token that says it lives long': () => wordOf({ issuedIn: -120, expiresIn: 3_600 }),
  'a context’s own key that speaks for the staff': () => wordOf({ key: keys.get('payments')! }),
  'a context’s own key that makes itself staff': () => wordOf({ key: keys.get('payments')!, subject: 'payments' }),
  'a token that was heard on its way to another context': overheard,
};

const at = (context: string) => new Caller(split.of(context).origin!, new NothingSeen());
const create = (caller: Caller, headers: RequestHeaders) => caller.post('/products', aProduct(), headers);

/** How many products were made. */
async function productsMade(): Promise<number> {
  const { rows } = await database.query<{ made: number }>(
    `SELECT count(*)::integer AS made FROM catalog.events WHERE type = 'ProductCreated'`,
  );
  return rows[0]!.made;
}

/** All that a problem tells, without what belongs to one request alone. */
function told({ body, headers }: Answer): unknown {
  const { correlationId: _, instance: __, ...rest } = body as Problem;
  return { ...rest, challenge: headers.get('www-authenticate') };
}

/** Which of these headers reach the orders as they were sent. */
async function passedOn(headers: RequestHeaders): Promise<readonly string[]> {
  const heard = await heardOnTheWire(() => split.shop.visitor().get('/orders', headers));
  return Object.entries(headers).flatMap(([name, value]) => (heard.includes(`${name}: ${value}`) ? [name] : []));
}

describe('who asks', () => {
  it.each(Object.keys(forgeries))(
    'is not known to a context by %s: it does nothing and tells nothing',
    async (name) => {
      const before = await productsMade();
      const answer = await create(at('catalog'), await forgeries[name]!());
      expectProblem(answer, 401, 'security.internal-token-required');
      expect(told(answer)).toEqual(told(await create(at('catalog'), {})));
      expect(await productsMade()).toBe(before);
    },
  );

  it('is known to it by the word of the gateway', async () => {
    const before = await productsMade();
    expectStatus(await create(at('catalog'), await wordOf()), 201);
    expect(await productsMade()).toBe(before + 1);
  });

  it('is a process by its own word, which may read feeds and nothing else', async () => {
    const word = await wordOf({ key: keys.get('payments')!, subject: 'payments', roles: ['service'] });
    expectProblem(await create(at('catalog'), word), 403, 'security.not-allowed');
    expectStatus(await at('catalog').get('/feeds/catalog?after=0&limit=1&wait=0ms', word), 200);
  });

  it.each(Object.keys(forgeries).filter((name) => !name.includes('access token')))(
    'is not known to the gateway by %s',
    async (name) => {
      const before = await productsMade();
      const answer = await create(split.shop.visitor(), await forgeries[name]!());
      expectProblem(answer, 401, 'security.sign-in-required');
      expect(await productsMade()).toBe(before);
    },
  );

  it('is said by the gateway alone: no word of it from outside passes', async () => {
    expect(await passedOn({ ...forged, ...(await wordOf({ audience: 'orders' })) })).toEqual([]);
  });
});

describe('without these protections', () => {
  const weakened: Readonly<Record<string, readonly Protection[]>> = {
    gateway: ['only-safe-is-repeated', 'identity-headers-stripped'],
    orders: ['answer-kept-under-key'],
    catalog: ['internal-token-verified'],
  };

  beforeAll(async () => {
    await Promise.all(
      Object.entries(weakened).map(async ([name, protections]) => {
        await split.of(name).kill();
        await split.of(name).start({ WEAKENED: protections.join() });
      }),
    );
    await split.isOpen();
  }, 60_000);

  it('a key that keeps no answer makes two orders and two charges', async () => {
    cutOnce('POST /orders ', 0);
    expectStatus(await place(aKey()), 201);
    expect(await paymentsOf(2)).toEqual(['captured', 'captured']);
  });

  it('a gateway that repeats what is not safe to repeat makes two orders as well', async () => {
    cutOnce('POST /orders ', 0);
    expectStatus(await place(), 201);
    expect(await paymentsOf(2)).toEqual(['captured', 'captured']);
  });

  it('headers that speak of identity pass the gateway, but for its own, which it writes over', async () => {
    expect(await passedOn({ ...forged, ...(await wordOf({ audience: 'orders' })) })).toEqual(Object.keys(forged));
  });

  it('a context believes anybody who says that he is of the staff', async () => {
    const key = (await newInternalKey('gateway')).privateKey;
    expectStatus(await create(at('catalog'), await wordOf({ key, audience: 'orders', issuedIn: -3_600 })), 201);
  });
});
