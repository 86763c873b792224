import { expectProblem, expectStatus } from '../../drivers/caller.js';
import { goodPassword, newAccount, type ShopUnderTest } from '../../drivers/shop-under-test.js';

const mostAttempts = 30;

export function describeSignIn(shop: () => ShopUnderTest): void {
  const signIn = (email: string, password: string) => shop().visitor().post('/sessions', { email, password });
  const registered = async () => {
    const account = newAccount();
    expectStatus(await shop().visitor().post('/users', account), 201);
    return account;
  };

  it('answers with a token, whatever the case of the e-mail address', async () => {
    const { email, password } = await registered();
    const session = {
      accessToken: expect.any(String),
      expiresIn: expect.any(Number),
      tokenType: 'Bearer',
      refreshToken: expect.any(String),
    };
    expect(await signIn(email.toUpperCase(), password)).toMatchObject({ status: 201, body: session });
  });

  it('says the same of an unknown address and of a wrong password', async () => {
    const { email } = await registered();
    const { correlationId: _a, ...wrong } = expectProblem(await signIn(email, 'no idea at all'), 401, code);
    const { correlationId: _b, ...unknown } = expectProblem(await signIn(newAccount().email, goodPassword), 401, code);
    expect(unknown).toEqual(wrong);
  });

  it('stops whoever guesses, even when the next guess is right', async () => {
    const { email, password } = await registered();
    for (let attempt = 0; (await signIn(email, 'a wrong guess')).status === 401; attempt += 1) {
      if (attempt === mostAttempts) throw new Error('Nobody stops me.');
    }
    const refused = await signIn(email, password);
    expectProblem(refused, 429, 'users.too-many-attempts');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('publishes the keys that tokens are signed with, and nothing of their secret', async () => {
    const { body } = await shop().visitor().get<{ keys: object[] }>('/.well-known/jwks.json');
    expect(body.keys).toEqual(expect.arrayContaining([expect.objectContaining({ kty: 'OKP', crv: 'Ed25519' })]));
    expect(body.keys.filter((key) => 'd' in key)).toEqual([]);
  });
}

const code = 'users.wrong-credentials';
