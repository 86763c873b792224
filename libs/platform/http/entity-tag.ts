import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from '#platform/security';
import { MalformedIfMatch } from './refusals.js';

/** The ETag of a stream's version. */
export function etag(version: number): string {
  return `"${version}"`;
}

/** The version that `If-Match` asks for; undefined when there is no such header, or it says `*`. Throws `MalformedIfMatch`. */
export function versionAskedFor(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^\s*"(\d{1,15})"\s*$/.exec(header)?.[1];
  if (version === undefined) throw new MalformedIfMatch();
  return Number(version);
}

/** The stream version that the caller expects (`number | undefined`), from `If-Match`. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) =>
  versionAskedFor(requestOf(context).headers['if-match'] as string | undefined),
);

/** Whether an `If-None-Match` names this ETag, weak or strong. */
export function matchesEntityTag(ifNoneMatch: string, tag: string): boolean {
  const opaque = (text: string) => text.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((asked) => asked.trim() === '*' || opaque(asked) === opaque(tag));
}
