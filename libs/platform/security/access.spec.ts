import { Controller, type ExecutionContext, Get, Post } from '@nestjs/common';
import { type ModulesContainer, Reflector } from '@nestjs/core';
import { currentExecution, type Principal, runIn } from '#platform/execution';
import {
  AccessGuard,
  Anonymous,
  assertEveryRouteDeclaresAccess,
  Authenticated,
  InvalidToken,
  NotAllowed,
} from './index.js';
import { Public, Roles, SignInRequired, type TokenVerifier } from './index.js';

@Controller('things')
class Things {
  @Get() @Public() list() {}
  @Post('sessions') @Anonymous() signIn() {}
  @Get('mine') @Authenticated() mine() {}
  @Post() @Roles('staff', 'operator') create() {}
  @Get('forgotten') forgotten() {}
}

@Controller('safe')
@Authenticated()
class Safe {
  @Get() read() {}
}

const callers: Record<string, Principal> = {
  cust: { id: '1', roles: ['customer'] },
  stf: { id: '2', roles: ['staff'] },
};
const tokens = {
  verify: (token: string) => {
    const principal = callers[token];
    return principal ? Promise.resolve({ principal, expiresAt: 4711 }) : Promise.reject(new InvalidToken());
  },
} as unknown as TokenVerifier;

function asking(method: keyof Things, authorization?: string) {
  const context = {
    getType: () => 'http',
    getHandler: () => Things.prototype[method],
    getClass: () => Things,
    switchToHttp: () => ({ getRequest: () => ({ headers: { authorization } }) }),
  } as unknown as ExecutionContext;
  const enter = async () => (await new AccessGuard(new Reflector(), tokens).canActivate(context)) && currentExecution();
  return runIn({ correlationId: 'c', receipts: [] }, enter);
}

describe('the guard', () => {
  it.each<[keyof Things, string | undefined, Principal | undefined]>([
    ['list', undefined, undefined],
    ['list', 'Bearer stf', callers['stf']],
    ['signIn', 'Bearer expired', undefined],
    ['mine', 'bearer cust', callers['cust']],
    ['create', 'Bearer stf', callers['stf']],
  ])('lets in: %s with %s', async (method, authorization, principal) =>
    expect(await asking(method, authorization)).toMatchObject({ correlationId: 'c', ...(principal && { principal }) }),
  );

  it.each([
    ['list', 'Bearer expired', InvalidToken],
    ['list', 'Basic abc', InvalidToken],
    ['mine', undefined, SignInRequired],
    ['create', 'Bearer cust', NotAllowed],
    ['forgotten', 'Bearer stf', NotAllowed],
    ['forgotten', undefined, SignInRequired],
  ] as const)('keeps out: %s with %s', (method, authorization, refusal) =>
    expect(asking(method, authorization)).rejects.toThrow(refusal),
  );
});

describe('at the start', () => {
  const modules = (...metatypes: object[]) =>
    new Map([
      ['m', { controllers: new Map(metatypes.map((metatype) => [metatype, { metatype }])) }],
    ]) as unknown as ModulesContainer;

  it('names every route that says nothing', () =>
    expect(() => assertEveryRouteDeclaresAccess(modules(Things, Safe))).toThrow(
      /: Things\.forgotten \(GET \/things\/forgotten\)\. Put @Public/,
    ));

  it('is content when all do', () => expect(() => assertEveryRouteDeclaresAccess(modules(Safe))).not.toThrow());
});
