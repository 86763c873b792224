import type { Account } from '../../drivers/answers.js';
import { expectProblem, expectStatus, fieldsOf } from '../../drivers/caller.js';
import { newAccount, type ShopUnderTest } from '../../drivers/shop-under-test.js';

export function describeAccounts(shop: () => ShopUnderTest): void {
  const register = (account: object) => shop().visitor().post<{ userId: string }>('/users', account);

  it('registers anyone', async () => {
    const answer = await register(newAccount());
    expect(expectStatus(answer, 201)).toEqual({ userId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(answer.headers.get('location')).toBe('/users/me');
  });

  it('refuses an e-mail address that is taken, in whatever case', async () => {
    const account = newAccount();
    await register(account);
    expectProblem(await register(account), 409, 'users.email-taken');
    expectProblem(await register({ ...account, email: account.email.toUpperCase() }), 409, 'users.email-taken');
  });

  it('gives an e-mail address to one of many who want it at once', async () => {
    const account = newAccount();
    const answers = await Promise.all(Array.from({ length: 10 }, () => register(account)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
  });

  it('refuses a weak password', async () => {
    const { status, body } = await register({ ...newAccount(), password: 'password' });
    expect({ status, body }).toMatchObject({ status: 422, body: { code: 'users.weak-password' } });
  });

  it('lists every field that is not as it should be', async () => {
    expect(fieldsOf(await register({ email: 'nobody', name: ' ' }))).toEqual(['email', 'name', 'password']);
  });

  it('refuses a field it does not know', async () => {
    const answer = await register({ ...newAccount(), roles: ['staff'] });
    expect(fieldsOf(answer)).toEqual(['roles']);
    expect(answer.body).toMatchObject({ errors: [{ code: 'unknown-field' }] });
  });

  it('refuses text that no database can store', async () => {
    expect(fieldsOf(await register({ ...newAccount(), name: 'A\u0000da' }))).toEqual(['name']);
  });

  it('shows the own account, and never a hash', async () => {
    const shopper = await shop().shopper();
    const { body } = await shopper.get<Account>('/users/me');
    expect(body).toMatchObject({ userId: shopper.userId, name: 'Ada', email: expect.stringMatching(/^ada\./) });
    expect(JSON.stringify(body)).not.toMatch(/hash|argon|password/i);
  });

  it('renames', async () => {
    const shopper = await shop().shopper();
    expectStatus(await shopper.patch('/users/me', { name: 'Ada Lovelace' }), 200);
    expect((await shopper.get('/users/me')).body).toMatchObject({ name: 'Ada Lovelace' });
  });
}
