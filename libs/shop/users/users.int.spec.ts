import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { runIn } from '#platform/execution';
import { start } from '#platform/host';
import { eventually } from '#test/eventually';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { RegisterUser, RegisterUserHandler } from './commands/register-user.command.js';
import { EmailTaken } from './domain/users.errors.js';
import { UsersModule } from './users.module.js';

process.env['LOG_LEVEL'] = 'error';
process.env['ADMIN_EMAIL'] = 'Boss@shop.local';
process.env['ADMIN_PASSWORD'] = 'the first password';

let database: TestDatabase;
let app: NestFastifyApplication;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await start({ contexts: [UsersModule] }, database.url);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await app.close();
  await database.drop();
});

const sql = async <Row extends object>(statement: string) => (await client.query<Row>(statement)).rows;

type Headers = Record<string, string>;
const post = (url: string, payload: object, headers: Headers = {}) =>
  app.inject({ method: 'POST', url, payload, headers });
const get = (url: string, headers: Headers = {}) => app.inject({ method: 'GET', url, headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const password = 'correct horse battery';
let people = 0;
const somebody = () => ({ email: `Somebody.${++people}@Shop.Local`, password, name: 'Some Body' });

async function signedIn(person = somebody()) {
  await post('/users', person);
  const { accessToken } = (await post('/sessions', { email: person.email, password })).json<{ accessToken: string }>();
  return bearer(accessToken);
}

describe('registering', () => {
  it('opens an account that can be read and used at once', async () => {
    const person = somebody();
    const registered = await post('/users', person);
    expect([registered.statusCode, registered.headers['location']]).toEqual([201, '/users/me']);
    expect(registered.headers['consistency-token']).toMatch(/^users:\d+$/);
    const session = await post('/sessions', { email: person.email.toLowerCase(), password });
    expect([session.statusCode, session.json()]).toEqual([
      201,
      { accessToken: expect.any(String), expiresIn: 900, tokenType: 'Bearer', refreshToken: expect.any(String) },
    ]);
    const me = await get('/users/me', bearer(session.json<{ accessToken: string }>().accessToken));
    expect(me.json()).toEqual({
      userId: registered.json<{ userId: string }>().userId,
      email: person.email.toLowerCase(),
      name: 'Some Body',
      roles: ['customer'],
      registeredAt: expect.stringMatching(/Z$/),
    });
  });

  it('gives an address to one of many who want it at the same time', async () => {
    const person = somebody();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/users', person)));
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.json<{ code: string }>().code === 'users.email-taken')).toHaveLength(7);
  });

  it('happens once under one idempotency key', async () => {
    const person = somebody();
    const answers = [
      await post('/users', person, { 'idempotency-key': 'register' }),
      await post('/users', person, { 'idempotency-key': 'register' }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201]);
    expect(answers[1]!.body).toBe(answers[0]!.body);
  });

  it('finds the same account when it is repeated after a crash', async () => {
    const { email, name } = somebody();
    const register = () => app.get(RegisterUserHandler).execute(new RegisterUser(email, password, name));
    const asOneCommand = { correlationId: randomUUID(), commandId: randomUUID(), receipts: [] };
    expect(await runIn(asOneCommand, register)).toEqual({ userId: asOneCommand.commandId });
    expect(await runIn(asOneCommand, register)).toEqual({ userId: asOneCommand.commandId });
    await expect(register()).rejects.toThrow(EmailTaken);
  });

  it('refuses a weak password', async () => {
    const answer = await post('/users', { ...somebody(), password: 'password123' });
    expect(answer.json()).toMatchObject({ status: 422, code: 'users.weak-password' });
  });
});

describe('signing in', () => {
  it('says the same of an unknown account and a wrong password', async () => {
    const person = somebody();
    await post('/users', person);
    const wrong = await post('/sessions', { email: person.email, password: 'not the password' });
    const unknown = await post('/sessions', { email: 'nobody@shop.local', password });
    const { correlationId: _, ...said } = wrong.json<Record<string, unknown>>();
    expect(said).toMatchObject({ status: 401, code: 'users.wrong-credentials' });
    expect(unknown.json()).toMatchObject(said);
  });

  it('is throttled', async () => {
    const attempt = { email: 'target@shop.local', password };
    for (let failure = 0; failure < 10; failure++) await post('/sessions', attempt);
    const answer = await post('/sessions', attempt);
    expect(answer.json()).toMatchObject({ status: 429, code: 'users.too-many-attempts' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(200);
  });

  it('works with an expired token in the headers', async () => {
    const person = somebody();
    await post('/users', person);
    expect((await post('/sessions', { email: person.email, password }, bearer('old'))).statusCode).toBe(201);
  });
});

describe('the own account', () => {
  it('is renamed, and read again with the receipt', async () => {
    const caller = await signedIn();
    const { headers } = await get('/users/me', caller);
    const rename = (etag: string) =>
      app.inject({
        method: 'PATCH',
        url: '/users/me',
        payload: { name: 'New' },
        headers: { ...caller, 'if-match': etag },
      });
    const renamed = await rename(headers['etag'] as string);
    expect([renamed.statusCode, renamed.headers['etag']]).toEqual([200, '"2"']);
    const seen = { ...caller, 'consistency-token': renamed.headers['consistency-token'] as string };
    expect((await get('/users/me', seen)).json()).toMatchObject({ name: 'New' });
    expect((await rename(headers['etag'] as string)).statusCode).toBe(412);
  });

  it('is closed, which sets its address free', async () => {
    const person = somebody();
    const caller = await signedIn(person);
    const closed = await app.inject({ method: 'DELETE', url: '/users/me', headers: caller });
    expect([closed.statusCode, closed.json()]).toMatchObject([200, { whatFollows: expect.any(String) }]);
    expect((await post('/sessions', { email: person.email, password })).statusCode).toBe(401);
    expect((await post('/users', person)).statusCode).toBe(201);
  });

  it('needs a caller', async () => expect((await get('/users/me')).statusCode).toBe(401));
});

describe('a session', () => {
  const begun = async (person = somebody()) => {
    await post('/users', person);
    return (await post('/sessions', { email: person.email, password })).json<Tokens>();
  };
  const renew = (refreshToken: string) => post('/sessions/refresh', { refreshToken });
  const renewed = async (refreshToken: string) => {
    const answer = await renew(refreshToken);
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    return answer.json<Tokens>();
  };
  const expectEnded = async (refreshToken: string) =>
    expect((await renew(refreshToken)).json()).toMatchObject({ status: 401, code: 'users.session-ended' });

  it('goes on with its refresh token, again and again', async () => {
    const first = await begun();
    const second = await renewed(first.refreshToken);
    const third = await renewed(second.refreshToken);
    for (const { accessToken } of [first, second, third])
      expect((await get('/users/me', bearer(accessToken))).statusCode).toBe(200);
  });

  it('ends for everybody when a refresh token comes a second time', async () => {
    const first = await begun();
    const second = await renewed(first.refreshToken);
    await expectEnded(first.refreshToken);
    await expectEnded(second.refreshToken);
  });

  it('is renewed once by two who bring the same token at once', async () => {
    const { refreshToken } = await begun();
    const answers = await Promise.all([renew(refreshToken), renew(refreshToken)]);
    expect(answers.map(({ statusCode }) => String(statusCode)).toSorted()).toEqual(['200', '401']);
  });

  it('ends when its owner says so, and leaves the others', async () => {
    const person = somebody();
    const [one, other] = [await begun(person), await begun(person)];
    expect((await post('/sessions/end', { refreshToken: one.refreshToken })).statusCode).toBe(204);
    await expectEnded(one.refreshToken);
    await renewed(other.refreshToken);
  });

  it('ends with the account', async () => {
    const { accessToken, refreshToken } = await begun();
    await app.inject({ method: 'DELETE', url: '/users/me', headers: bearer(accessToken) });
    await expectEnded(refreshToken);
  });

  it('ends after its time, and its row goes', async () => {
    const { refreshToken } = await begun();
    await sql(`update users.sessions set expires_at = clock_timestamp()`);
    await expectEnded(refreshToken);
    await begun();
    expect(await sql('select 1 from users.sessions')).toHaveLength(1);
  });

  it.each(['', 'nonsense', `${randomUUID()}.${'A'.repeat(43)}`])('is none for the token "%s"', (token) =>
    expectEnded(token),
  );

  it('keeps no token that could be used', async () => {
    const { refreshToken } = await begun();
    const stored = JSON.stringify(await sql('select s::text from users.sessions s'));
    expect(stored).not.toContain(refreshToken.split('.')[1]);
  });
});

describe('operators', () => {
  const asOperator = async () => bearer((await signInAs('boss@shop.local', 'the first password')).accessToken);
  const signInAs = async (email: string, secret: string) =>
    (await post('/sessions', { email, password: secret })).json<Tokens>();
  const setRoles = (userId: string, roles: unknown, headers: Headers) =>
    app.inject({ method: 'PUT', url: `/users/${userId}/roles`, payload: { roles }, headers });

  it('find an account by its address and make it staff, which ends its sessions', async () => {
    const person = somebody();
    await post('/users', person);
    const session = await signInAs(person.email, password);
    const operator = await asOperator();
    const { userId } = await eventually(async () => {
      const { items } = (await get(`/users?email=${person.email}`, operator)).json<{ items: { userId: string }[] }>();
      expect(items).toEqual([expect.objectContaining({ email: person.email.toLowerCase(), roles: ['customer'] })]);
      return items[0]!;
    });
    expect((await setRoles(userId, ['staff', 'customer'], operator)).json()).toMatchObject({ userId });
    expect((await post('/sessions/refresh', { refreshToken: session.refreshToken })).statusCode).toBe(401);
    const { accessToken } = await signInAs(person.email, password);
    expect(JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString())).toMatchObject({
      roles: ['customer', 'staff'],
    });
    const [event] = await sql<{ metadata: { actor: string } }>(
      `select metadata from users.events where type = 'RolesChanged'`,
    );
    expect(event!.metadata.actor).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('leave their own roles alone', async () => {
    const operator = await asOperator();
    const { userId } = (await get('/users/me', operator)).json<{ userId: string }>();
    expect((await setRoles(userId, [], operator)).json()).toMatchObject({ status: 403, code: 'users.own-roles' });
  });

  it('give no role that there is not', async () => {
    const answer = await setRoles(randomUUID(), ['root'], await asOperator());
    expect(answer.json()).toMatchObject({ status: 422 });
    expect((await setRoles(randomUUID(), ['staff'], await asOperator())).statusCode).toBe(404);
  });

  it('are operators: neither staff nor customers manage accounts', async () => {
    const caller = await signedIn();
    for (const answer of [
      await get('/users', caller),
      await get(`/users/${randomUUID()}`, caller),
      await setRoles(randomUUID(), ['operator'], caller),
    ])
      expect(answer.statusCode).toBe(403);
  });
});

describe('keys', () => {
  const kidOf = (token: string) =>
    (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
  const published = async () =>
    (await get('/.well-known/jwks.json')).json<{ keys: { kid: string }[] }>().keys.map(({ kid }) => kid);
  const age = (minutes: number) =>
    sql(`update users.signing_keys set created_at = created_at - interval '${minutes} minutes'`);
  const restart = async () => {
    await app.close();
    app = await start({ contexts: [UsersModule] }, database.url);
  };

  it('change without logging anyone out', async () => {
    const person = somebody();
    await post('/users', person);
    const tokenNow = async () =>
      (await post('/sessions', { email: person.email, password })).json<{ accessToken: string }>().accessToken;
    const before = await tokenNow();
    const [first] = await published();
    await age(31 * 24 * 60);
    const both = await published();
    expect(both).toEqual([expect.not.stringMatching(first!), first]);
    await restart();
    expect(kidOf(await tokenNow())).toBe(first);
    await age(3);
    await restart();
    const after = await tokenNow();
    expect(kidOf(after)).toBe(both[0]);
    for (const token of [before, after]) expect((await get('/users/me', bearer(token))).statusCode).toBe(200);
    await age(30);
    expect(await published()).toEqual([both[0]]);
  });
});

describe('keys that somebody else may have', () => {
  it('are retired by an operator: at once their tokens are good for nothing, and sessions go on with new ones', async () => {
    const person = somebody();
    await post('/users', person);
    const session = (await post('/sessions', { email: person.email, password })).json<Tokens>();
    const asked = { email: 'boss@shop.local', password: 'the first password' };
    const boss = bearer((await post('/sessions', asked)).json<Tokens>().accessToken);
    expect((await post('/signing-keys/retirement', { reason: 'lost' }, bearer(session.accessToken))).statusCode).toBe(
      403,
    );
    const published = (await get('/.well-known/jwks.json')).json<{ keys: { kid: string }[] }>();
    const retired = await post('/signing-keys/retirement', { reason: 'a backup was lost' }, boss);
    expect([retired.statusCode, retired.json()]).toMatchObject([
      200,
      { retired: published.keys.map(({ kid }) => kid) },
    ]);
    const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 11_000);
    const answers = [await get('/users/me', bearer(session.accessToken)), await get('/users', boss)];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401]);
    const next = (await post('/sessions/refresh', { refreshToken: session.refreshToken })).json<Tokens>();
    expect((await get('/users/me', bearer(next.accessToken))).statusCode).toBe(200);
    later.mockRestore();
  });
});

describe('across starts', () => {
  it('keeps the keys, and the administrator follows the settings', async () => {
    const keys = (await get('/.well-known/jwks.json')).json<{ keys: object[] }>();
    expect(keys.keys).toEqual([expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })]);
    expect(JSON.stringify(keys)).not.toContain('"d"');

    await app.close();
    process.env['ADMIN_PASSWORD'] = 'the second password';
    app = await start({ contexts: [UsersModule] }, database.url);
    expect((await get('/.well-known/jwks.json')).json()).toEqual(keys);
    const signIn = (secret: string) => post('/sessions', { email: 'boss@shop.local', password: secret });
    expect((await signIn('the first password')).statusCode).toBe(401);
    const { accessToken } = (await signIn('the second password')).json<{ accessToken: string }>();
    expect((await get('/users/me', bearer(accessToken))).json()).toMatchObject({ roles: ['staff', 'operator'] });
  });
});
