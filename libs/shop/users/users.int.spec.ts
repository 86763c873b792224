import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { runIn } from '#platform/execution';
import { start } from '#platform/host';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { RegisterUser, RegisterUserHandler } from './commands/register-user.command.js';
import { EmailTaken } from './domain/users.errors.js';
import { UsersModule } from './users.module.js';

process.env['LOG_LEVEL'] = 'error';
process.env['ADMIN_EMAIL'] = 'Boss@shop.local';
process.env['ADMIN_PASSWORD'] = 'the first password';

let database: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await start({ contexts: [UsersModule] }, database.url);
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

type Headers = Record<string, string>;
const post = (url: string, payload: object, headers: Headers = {}) =>
  app.inject({ method: 'POST', url, payload, headers });
const get = (url: string, headers: Headers = {}) => app.inject({ method: 'GET', url, headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

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
      { accessToken: expect.any(String), expiresIn: 900, tokenType: 'Bearer' },
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
    expect(closed.statusCode).toBe(204);
    expect((await post('/sessions', { email: person.email, password })).statusCode).toBe(401);
    expect((await post('/users', person)).statusCode).toBe(201);
  });

  it('needs a caller', async () => expect((await get('/users/me')).statusCode).toBe(401));
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
