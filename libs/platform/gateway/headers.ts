import type { IncomingHttpHeaders } from 'node:http';
import { isWeakened } from '#platform/weakening';

export type Headers = Record<string, string | string[]>;

/** Headers that speak of one connection only (RFC 9110, 7.6.1), and those that the next hop makes anew. */
const ofTheHop = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers by which somebody outside might pass himself off as another: only the gateway says who asks, and from where. */
const ofIdentity =
  /^(authorization|forwarded|via|x-forwarded(-.*)?|x-real-ip|x-client-ip|client-ip|true-client-ip|cf-connecting-ip|(x-)?internal-.*|(x-)?remote-.*|x-(user|auth|authenticated|principal|caller|identity|account|customer|subject|sub|roles?|scopes?|groups?|tenant)(-.*)?)$/;

/** What nobody outside needs to know of the processes inside. */
const ofTheInside = /^(server|x-powered-by|via|request-not-begun|(x-)?internal-.*)$/;

/** The headers of a request from outside that may go in. */
export function headersInward(headers: IncomingHttpHeaders): Headers {
  return kept(headers, (name) => !ofIdentity.test(name) || isWeakened('identity-headers-stripped'));
}

/** The headers of an answer from inside that may go out. */
export function headersOutward(headers: IncomingHttpHeaders): Headers {
  const { 'content-length': length, ...rest } = headers;
  const outward = kept(rest, (name) => !ofTheInside.test(name));
  return length === undefined ? outward : { ...outward, 'content-length': length };
}

function kept(headers: IncomingHttpHeaders, isWanted: (name: string) => boolean): Headers {
  const named = namedByConnection(headers.connection);
  const pairs = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !ofTheHop.has(name) && !named.has(name) && isWanted(name),
  );
  return Object.fromEntries(pairs) as Headers;
}

function namedByConnection(connection: string | undefined): ReadonlySet<string> {
  return new Set((connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
}
