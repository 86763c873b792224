import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { HeardAnswer } from '../drivers/heard.js';

interface Content {
  readonly schema: object;
  readonly examples?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** What any route may refuse without saying so, or a gateway before it. */
const anywhere =
  /^(http\.(malformed-request|no-such-route|too-many-requests|uri-too-long|unavailable|answer-\w+)|gateway\.[\w-]+)$/;

/** Compares answers with the description of the API: its statuses, media types, shapes and codes, and not a field more. */
export class DescribedAnswers {
  private readonly ajv = new Ajv2020({ strict: false, formats: { base64url: true } });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly paths: readonly (readonly [pattern: RegExp, path: string])[];
  /** The operations of which an answer was a success. */
  readonly succeeded = new Set<string>();

  constructor(private readonly description: Description) {
    addFormats.default(this.ajv);
    this.ajv.addSchema(closed(description) as object, 'api');
    this.paths = Object.keys(description.paths)
      .toSorted()
      .map((path) => [new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`), path]);
  }

  /** What is not as it is described; nothing of a route that is not described. */
  complaintsOf(answer: HeardAnswer): readonly string[] {
    const [address = ''] = answer.path.split('?');
    const path = this.paths.find(([pattern]) => pattern.test(address))?.[1];
    const operation = path && this.description.paths[path]?.[answer.method.toLowerCase()];
    if (!path || !operation) return [];
    const complaints = this.held(answer, operation, path);
    return complaints.map((complaint) => `${operation.operationId} ${answer.status}: ${complaint}`);
  }

  private held({ method, status, mediaType, body }: HeardAnswer, operation: Operation, path: string): string[] {
    // 431 is Node's own answer, before the application hears of a request.
    if (status === 304 || status === 431) return [];
    const response = operation.responses[status];
    const code = (body as { code?: string } | null)?.code ?? '';
    if (response === undefined) return anywhere.test(code) ? [] : [`no such status is described (${code})`];
    if (status < 300) this.succeeded.add(operation.operationId);
    const { content } = response;
    if (content === undefined) return body === '' ? [] : ['an answer without a body is described'];
    const described = content[mediaType];
    if (described === undefined) return [`the media type ${mediaType} is not described`];
    const codes = described.examples;
    if (codes !== undefined && !(code in codes) && !anywhere.test(code)) return [`the code ${code} is not described`];
    const place = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', mediaType, 'schema'];
    const validate = this.validatorAt(place);
    const shown = mediaType === 'text/event-stream' ? firstDataIn(String(body)) : body;
    return shown === undefined || validate(shown)
      ? []
      : (validate.errors ?? []).map((error) => `${this.ajv.errorsText([error])} ${JSON.stringify(error.params)}`);
  }

  private validatorAt(place: readonly string[]): ValidateFunction {
    const pointer = `api#/${place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    let found = this.validators.get(pointer);
    if (found === undefined) this.validators.set(pointer, (found = this.ajv.compile({ $ref: pointer })));
    return found;
  }
}

function firstDataIn(events: string): unknown {
  const [, data] = /^data: (.*)$/m.exec(events) ?? [];
  return data === undefined ? undefined : JSON.parse(data);
}

/** The description with shapes that have no field but those it names. */
function closed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(closed);
  const all = Object.fromEntries(Object.entries(value).map(([key, within]) => [key, closed(within)]));
  const isShape = all['type'] === 'object' && all['properties'] !== undefined;
  return isShape && all['additionalProperties'] === undefined ? { ...all, additionalProperties: false } : all;
}
