import { jest } from '@jest/globals';
import { importJWK, type JWK, SignJWT } from 'jose';
import {
  type InternalCaller,
  InternalTokenIssuer,
  internalTokenHeader,
  InternalTokenRequired,
  InternalTokenVerifier,
  newInternalKey,
} from './index.js';

const gateway = await newInternalKey('gateway');
const orders = await newInternalKey('orders');
const stranger = await newInternalKey('gateway');
const issuer = new InternalTokenIssuer(gateway.privateKey);
const verifier = new InternalTokenVerifier(
  { keys: [gateway.publicKey, orders.publicKey] },
  new Set(['payments', 'shipping']),
);
const ada = { id: 'ada', roles: ['customer'] };

const headerOf = async (by: InternalTokenIssuer, audience: string, caller: InternalCaller) =>
  (await by.headers(audience, caller))[internalTokenHeader]!;

afterEach(() => void jest.useRealTimers());

describe('an internal token', () => {
  it.each<[string, InternalCaller]>([
    ['a customer', { principal: ada }],
    ['a customer whose own token counts for a while', { principal: ada, validUntil: 1_900_000_000_000 }],
    ['nobody', {}],
    ['somebody with a token that does not count', { tokenRefusal: 'security.invalid-token' }],
  ])('speaks for %s', async (_, caller) => {
    expect(await verifier.verify(await headerOf(issuer, 'payments', caller))).toEqual(caller);
  });

  it('speaks for the process that signs it', async () => {
    const headers = await new InternalTokenIssuer(orders.privateKey).headersOfOurOwn('shipping');
    expect(await verifier.verify(headers[internalTokenHeader])).toEqual({
      principal: { id: 'orders', roles: ['service'] },
    });
  });

  it('is shared by requests of one caller to one context, for a while', async () => {
    jest.useFakeTimers({ now: Date.now(), doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    const first = await headerOf(issuer, 'payments', { principal: ada });
    expect(await headerOf(issuer, 'payments', { principal: ada })).toBe(first);
    expect(await headerOf(issuer, 'shipping', { principal: ada })).not.toBe(first);
    expect(await headerOf(issuer, 'payments', { principal: { ...ada, roles: ['staff'] } })).not.toBe(first);
  });

  it('counts no longer than a minute, though it was known', async () => {
    jest.useFakeTimers({ now: Date.now(), doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const header = await headerOf(issuer, 'payments', { principal: { id: 'ida', roles: [] } });
    expect(await verifier.verify(header)).toMatchObject({ principal: { id: 'ida' } });
    jest.setSystemTime(Date.now() + 66_000);
    await expect(verifier.verify(header)).rejects.toThrow(InternalTokenRequired);
  });
});

describe('refuses', () => {
  const sign = async (key: JWK, change: (token: SignJWT) => SignJWT = (token) => token, typ = 'internal+jwt') => {
    const token = new SignJWT({ roles: ['staff'] })
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid!, typ })
      .setIssuer('tearline-internal')
      .setSubject('mallory')
      .setAudience('payments')
      .setIssuedAt()
      .setExpirationTime('60s');
    return `Bearer ${await change(token).sign(await importJWK(key, 'EdDSA'))}`;
  };

  it('nothing that is right', async () =>
    expect(await verifier.verify(await sign(gateway.privateKey))).toMatchObject({ principal: { id: 'mallory' } }));

  it.each<[string, () => Promise<string | undefined>]>([
    ['none', () => Promise.resolve(undefined)],
    ['nonsense', () => Promise.resolve('Bearer nonsense')],
    ['another scheme', async () => (await sign(gateway.privateKey)).replace('Bearer', 'Basic')],
    ['a stranger who took the name', () => sign(stranger.privateKey)],
    ['an unknown key', async () => sign((await newInternalKey('nobody')).privateKey)],
    ["one for another context's ears", () => headerOf(issuer, 'users', { principal: ada })],
    ['an expired one', () => sign(gateway.privateKey, (token) => token.setExpirationTime('-10s'))],
    [
      'an old one that says it lives long',
      () => sign(gateway.privateKey, (token) => token.setIssuedAt('-2m').setExpirationTime('1h')),
    ],
    [
      'one without an end',
      () => sign(gateway.privateKey, (token) => token.setExpirationTime(Number.NaN)).catch(() => 'Bearer x'),
    ],
    ['another issuer', () => sign(gateway.privateKey, (token) => token.setIssuer('tearline'))],
    ['an access token', () => sign(gateway.privateKey, (token) => token, 'at+jwt')],
    ['a context that speaks for another', () => sign(orders.privateKey)],
    ['a context that makes itself staff', () => sign(orders.privateKey, (token) => token.setSubject('orders'))],
  ])('%s', async (_, make) => expect(verifier.verify(await make())).rejects.toThrow(InternalTokenRequired));
});
