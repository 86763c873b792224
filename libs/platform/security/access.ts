import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { currentExecution, type Principal } from '#platform/execution';

/** Who may use a route: without a token, with any, or with one of these roles. */
export type Access = 'anonymous' | 'public' | 'authenticated' | { readonly roles: readonly string[] };

export const accessMetadata = 'tearline:access';

/** No token is needed; a token that is sent must be valid and tells who asks. */
export const Public = () => SetMetadata<string, Access>(accessMetadata, 'public');

/** No token is needed, and one that is sent is not looked at: signing in must work with an expired one. */
export const Anonymous = () => SetMetadata<string, Access>(accessMetadata, 'anonymous');

/** Any signed-in caller. */
export const Authenticated = () => SetMetadata<string, Access>(accessMetadata, 'authenticated');

/** A signed-in caller who has at least one of these roles. */
export const Roles = (...roles: [string, ...string[]]) => SetMetadata<string, Access>(accessMetadata, { roles });

/** The caller (`Principal`); undefined on public routes without a token. */
export const Caller = createParamDecorator((): Principal | undefined => currentExecution()?.principal);

/** What a guard needs to know of a request, whichever way it came. */
export interface IncomingRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The network address of whoever asks. */
  readonly ip: string;
}

/** The HTTP request behind a REST or a GraphQL handler. */
export function requestOf(context: ExecutionContext): IncomingRequest {
  if (context.getType<string>() !== 'graphql') return context.switchToHttp().getRequest<IncomingRequest>();
  return context.getArgByIndex<{ req: IncomingRequest }>(2).req;
}

/** The network address of the caller. */
export const CallerAddress = createParamDecorator((_: unknown, context: ExecutionContext) => requestOf(context).ip);
