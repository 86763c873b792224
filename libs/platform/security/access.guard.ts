import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { amendExecution, currentExecution, type Principal } from '#platform/execution';
import { type Access, accessMetadata, requestOf } from './access.js';
import { InvalidToken, KeysUnavailable, NotAllowed, SignInRequired } from './refusals.js';
import { TokenVerifier } from './token-verifier.js';

/**
 * The one gate of every route and resolver: reads the token, notes the caller in the execution, and asks what the handler
 * declared. Behind a gateway the execution knows the caller already. Deny by default: without a declaration nobody gets in.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(accessMetadata, places);
    if (access === 'anonymous') return true;
    const caller = await this.identify(context);
    if (access === 'public') return true;
    if (caller === undefined) throw new SignInRequired();
    if (!permits(access, caller)) throw new NotAllowed();
    return true;
  }

  private async identify(context: ExecutionContext): Promise<Principal | undefined> {
    const { principal: known, tokenRefusal } = currentExecution() ?? {};
    if (known !== undefined) return known;
    if (tokenRefusal !== undefined)
      throw tokenRefusal === KeysUnavailable.definition.code ? new KeysUnavailable() : new InvalidToken();
    const token = bearerToken(requestOf(context).headers['authorization']);
    if (token === undefined) return undefined;
    const { principal, expiresAt } = await this.tokens.verify(token);
    amendExecution({ principal, validUntil: expiresAt });
    return principal;
  }
}

function permits(access: Access | undefined, caller: Principal): boolean {
  if (access === 'authenticated') return true;
  return typeof access === 'object' && access.roles.some((role) => caller.roles.includes(role));
}

/** The token of an `Authorization` header; undefined when there is none. Throws `InvalidToken` for any other scheme. */
export function bearerToken(header: string | string[] | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  const token = typeof header === 'string' ? /^Bearer +([\w.~+/=-]+) *$/i.exec(header)?.[1] : undefined;
  if (token === undefined) throw new InvalidToken();
  return token;
}
