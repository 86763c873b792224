import { burnTime, hashPassword, verifyPassword, weaknessOf } from './index.js';

it('knows the right password from a wrong one, in any Unicode form', async () => {
  const stored = await hashPassword('caf\u00e9 au lait');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(stored, 'cafe\u0301 au lait')).toBe(true);
  expect(await verifyPassword(stored, 'cafe au lait')).toBe(false);
});

it('salts', async () => expect(await hashPassword('same same same')).not.toBe(await hashPassword('same same same')));

it('burns time and says no', async () => expect(await burnTime('anything')).toBe(false));

it.each([
  'short',
  'x'.repeat(201),
  'password123',
  'Qwertyuiop',
  'abcabcabcabc',
  'Ada.Lovelace',
  'ada.lovelace@shop.local',
])('calls %s weak', (password) => expect(weaknessOf(password, 'ada.lovelace@shop.local')).toEqual(expect.any(String)));

it.each(['a long walk', 'Tr0ub4dor&3x', 'ünïcödé wörds'])('accepts %s', (password) =>
  expect(weaknessOf(password, 'ada@shop.local')).toBeUndefined(),
);
