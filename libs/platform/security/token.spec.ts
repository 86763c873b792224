import { jest } from '@jest/globals';
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK, SignJWT } from 'jose';
import { InvalidToken, KeysUnavailable, TokenIssuer, TokenKeys, TokenVerifier } from './index.js';

class CountedKeys extends TokenKeys {
  fetched = 0;
  isAway = false;
  constructor(readonly set: JSONWebKeySet) {
    super();
  }
  fetch(): Promise<JSONWebKeySet> {
    this.fetched++;
    if (this.isAway) return Promise.reject(new Error('away'));
    return Promise.resolve(this.set);
  }
}

async function newKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const [secret, open] = await Promise.all([exportJWK(privateKey), exportJWK(publicKey)]);
  return { secret: { ...secret, kid } satisfies JWK, open: { ...open, kid } satisfies JWK, privateKey };
}

const alice = { id: 'alice', roles: ['customer'] };
const { secret, open, privateKey } = await newKey('k1');
const issuer = new TokenIssuer(secret);

function forged(header: { alg: string; kid: string }, change: (token: SignJWT) => SignJWT = (token) => token) {
  const token = new SignJWT({ roles: ['staff'] }).setProtectedHeader(header).setSubject('mallory').setIssuedAt();
  return change(token.setIssuer('tearline').setAudience('tearline').setExpirationTime('15m'));
}

afterEach(() => void jest.useRealTimers());

it('tells whose token it is', async () => {
  const { accessToken, expiresIn, tokenType } = await issuer.issue(alice);
  expect({ expiresIn, tokenType }).toEqual({ expiresIn: 900, tokenType: 'Bearer' });
  expect(await new TokenVerifier(new CountedKeys({ keys: [open] })).verify(accessToken)).toMatchObject({
    principal: alice,
  });
});

it('fetches the keys once for many', async () => {
  const keys = new CountedKeys({ keys: [open] });
  const verifier = new TokenVerifier(keys);
  const tokens = await Promise.all([1, 2, 3, 4].map(() => issuer.issue(alice)));
  await Promise.all(tokens.map(({ accessToken }) => verifier.verify(accessToken)));
  expect(keys.fetched).toBe(1);
});

it('learns of a new key, but does not let strangers make it ask again and again', async () => {
  jest.useFakeTimers({ now: Date.now(), doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const keys = new CountedKeys({ keys: [open] });
  const verifier = new TokenVerifier(keys);
  await verifier.verify((await issuer.issue(alice)).accessToken);
  const { secret: nextSecret, open: nextOpen } = await newKey('k2');
  const { accessToken } = await new TokenIssuer(nextSecret).issue(alice);
  await expect(verifier.verify(accessToken)).rejects.toThrow(InvalidToken);
  keys.set.keys.push(nextOpen);
  await expect(verifier.verify(accessToken)).rejects.toThrow(InvalidToken);
  expect(keys.fetched).toBe(1);
  jest.setSystemTime(Date.now() + 11_000);
  expect(await verifier.verify(accessToken)).toMatchObject({ principal: alice });
});

it('refuses the tokens of a key that is retired, though it knew them, and believes what it knows while nobody can say', async () => {
  jest.useFakeTimers({ now: Date.now(), doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] });
  const keys = new CountedKeys({ keys: [open] });
  const verifier = new TokenVerifier(keys);
  const { accessToken } = await issuer.issue(alice);
  await verifier.verify(accessToken);
  keys.isAway = true;
  jest.setSystemTime(Date.now() + 11_000);
  expect(await verifier.verify(accessToken)).toMatchObject({ principal: alice });
  keys.isAway = false;
  keys.set.keys.splice(0, 1, (await newKey('k2')).open);
  jest.setSystemTime(Date.now() + 11_000);
  await expect(verifier.verify(accessToken)).rejects.toThrow(InvalidToken);
});

it('refuses a token from the moment it expires, though it knew it', async () => {
  jest.useFakeTimers({ now: Date.now(), doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const verifier = new TokenVerifier(new CountedKeys({ keys: [open] }));
  const { accessToken } = await issuer.issue(alice);
  await verifier.verify(accessToken);
  jest.setSystemTime(Date.now() + 901_000);
  await expect(verifier.verify(accessToken)).rejects.toThrow(InvalidToken);
});

describe('refuses', () => {
  const verifier = new TokenVerifier(new CountedKeys({ keys: [open] }));
  const header = { alg: 'EdDSA', kid: 'k1' };

  it.each<[string, () => Promise<string>]>([
    ['nonsense', () => Promise.resolve('nonsense')],
    ['a long one', () => Promise.resolve('a'.repeat(9000))],
    ["another's signature", async () => forged(header).sign((await newKey('k1')).privateKey)],
    ['another issuer', () => forged(header, (token) => token.setIssuer('elsewhere')).sign(privateKey)],
    ['another audience', () => forged(header, (token) => token.setAudience('elsewhere')).sign(privateKey)],
    ['an expired one', () => forged(header, (token) => token.setExpirationTime('-1s')).sign(privateKey)],
    ['an unknown key', () => forged({ alg: 'EdDSA', kid: 'nobody' }).sign(privateKey)],
    ['a shared secret', () => forged({ alg: 'HS256', kid: 'k1' }).sign(Buffer.from(open.x!.padEnd(64)))],
    ['no signature', () => Promise.resolve('eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYWxsb3J5Iiwicm9sZXMiOlsic3RhZmYiXX0.')],
  ])('%s', async (_, make) => expect(verifier.verify(await make())).rejects.toThrow(InvalidToken));

  it('nobody for good while the keys cannot be had', async () => {
    const keys = new CountedKeys({ keys: [open] });
    const { accessToken } = await issuer.issue(alice);
    const unlucky = new TokenVerifier({
      fetch: () => (keys.fetched++ === 0 ? Promise.reject(new Error('down')) : keys.fetch()),
    });
    await expect(unlucky.verify(accessToken)).rejects.toThrow(KeysUnavailable);
    expect(await unlucky.verify(accessToken)).toMatchObject({ principal: alice });
  });
});
