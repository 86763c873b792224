import pg from 'pg';
import { redact, redactText } from './index.js';

const secret = 'hunter2-hunter2';
const names = [
  'authorization',
  'Cookie',
  'set-cookie',
  'password',
  'passwordHash',
  'token',
  'accessToken',
  'access_token',
];
const more = [
  'paymentToken',
  'idempotency-key',
  'Idempotency_Key',
  'secret',
  'privateJwk',
  'newPassword',
  'refreshToken',
];

describe('no secret gets into a log', () => {
  it.each([...names, ...more])('not under the name %s, however deep', (name) => {
    const text = JSON.stringify(
      redact({ [name]: secret, a: [{ b: { [name]: { inner: secret } } }], map: new Map([[name, secret]]) }),
    );
    expect(text).not.toContain(secret);
  });

  it("not in an error's details, its cause or its parts", () => {
    const inner = Object.assign(new Error('inner'), { details: { password: secret } });
    const outer = new AggregateError([inner], 'outer', { cause: inner });
    const text = JSON.stringify(redact({ error: outer }));
    expect(text).not.toContain(secret);
    expect(text).toContain('inner');
  });

  it.each([
    ['Authorization: Bearer abcdefgh12345678', 'abcdefgh12345678'],
    ['got eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl from the caller', 'c2lnbmF0dXJl'],
    ['stored $argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', 'aGFzaA'],
    ['cannot reach postgres://app:pa55word@db:5432/shop', 'pa55word'],
    ['the provider refused tok_declined', 'tok_declined'],
  ])('not inside the text "%s"', (text, hidden) => {
    expect(redactText(text)).not.toContain(hidden);
    expect(JSON.stringify(redact(new Error(text)))).not.toContain(hidden);
  });
});

it('leaves everything else alone', () => {
  const fields = { orderId: '1', lines: [{ sku: 'A', quantity: 2 }], at: null, open: true };
  expect(redact(fields)).toEqual(fields);
});

it('ends on circular values', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  expect(JSON.stringify(redact(circle))).toContain('[too deep]');
});

it('tells of the client that a library hangs on its error only that it is one', () => {
  const client = new pg.Client({ user: 'shop', password: 'hunter2-hunter2' });
  const error = Object.assign(new Error('terminating connection'), {
    code: '57P01',
    client,
    at: ['connect'],
    rows: { n: 1 },
  });
  expect(redact({ error })).toEqual({
    error: expect.objectContaining({ code: '57P01', client: '[Client]', at: ['connect'], rows: { n: 1 } }) as object,
  });
});
