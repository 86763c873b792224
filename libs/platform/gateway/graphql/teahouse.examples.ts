import { Readable } from 'node:stream';
import Fastify, { type FastifyInstance } from 'fastify';
import { buildSchema, type GraphQLSchema } from 'graphql';
import {
  type GraphqlContext,
  type GraphqlRoute,
  MinorUnits,
  placedBy,
  serveGraphql,
  tidySchema,
} from '#platform/graphql';
import { Intake, OpenStreams } from '#platform/http';
import type { PassedAnswer } from '../forwarder.js';
import { ContextUnavailable } from '../refusals.js';
import { JoinedGraphql, type PartSender } from './joined-graphql.js';

process.env['LOG_LEVEL'] = 'silent';

interface Arguments {
  readonly kind: string;
  readonly first?: number;
  readonly cups: number;
  readonly order?: { readonly layers: number };
}

type Resolve = (given: Arguments) => unknown;
type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolve>>>>;

/** What the mutations did, in order. */
export const done: string[] = [];

const texts = {
  tea: `
    type Query { tea(kind: String = "green"): Tea  teas(first: Int): [Tea]  bitter: Tea  certain: String! }
    type Mutation { brew(cups: Int!): String  spill: String }
    type Subscription { cups(to: Int!): Int }
    type Tea { name: String! likes(kind: String): Tea  sour: String }`,
  cake: `
    scalar MinorUnits
    type Query { cake(order: CakeOrder): Cake  cakes: [Cake] }
    type Mutation { bake(order: CakeOrder!): String }
    type Cake { name: String!  layers: Int }
    input CakeOrder { layers: Int = 2  price: MinorUnits }`,
} as const;

type ContextName = keyof typeof texts;
const names = Object.keys(texts) as ContextName[];

const tea = (kind: string) => ({
  name: `${kind} tea`,
  likes: ({ kind: other = 'black' }) => tea(other),
  sour: () => Promise.reject(new Error('lemon')),
});
const cake = ({ layers }: { layers: number }) => ({ name: `a cake of ${layers}`, layers });

const resolvers: Resolvers = {
  Query: {
    tea: ({ kind }) => tea(kind),
    teas: ({ first = 2 }) => Array.from({ length: first }, (_, n) => tea(`number ${n}`)),
    bitter: () => Promise.reject(new Error('bitter')),
    certain: () => null,
    cake: ({ order }) => cake(order ?? { layers: 1 }),
    cakes: () => [cake({ layers: 1 }), cake({ layers: 3 })],
  },
  Mutation: {
    brew: ({ cups }) => did(`brewed ${cups}`),
    bake: ({ order }) => did(`baked ${JSON.stringify(order)}`),
    spill: () => Promise.reject(new Error(did('spilt'))),
  },
};

function did(what: string): string {
  done.push(what);
  return `${what}, number ${done.length}`;
}

async function* cups({ to }: { readonly to: number }, { req }: GraphqlContext) {
  for (let cup = Number(req.headers['last-event-id'] ?? 0) + 1; cup <= to; cup++) yield { cups: cup };
}

/** A schema that answers. */
function schemaOf(text: string): GraphQLSchema {
  const schema = buildSchema(text);
  for (const [type, fields] of Object.entries(resolvers)) {
    const declared = (type === 'Query' ? schema.getQueryType() : schema.getMutationType())?.getFields() ?? {};
    for (const [name, resolve] of Object.entries(fields)) {
      if (declared[name]) declared[name].resolve = (_, args) => resolve(args as Arguments);
    }
  }
  const { cups: stream } = schema.getSubscriptionType()?.getFields() ?? {};
  if (stream) {
    stream.subscribe = (_, args, context) => cups(args as { to: number }, context as GraphqlContext);
    stream.resolve = placedBy(
      ({ cups: cup }: { readonly cups: number }) => cup,
      ({ cups: cup }) => cup,
    ) as NonNullable<typeof stream.resolve>;
  }
  const minorUnits = schema.getType('MinorUnits');
  if (minorUnits)
    Object.assign(minorUnits, { parseValue: MinorUnits.parseValue, parseLiteral: MinorUnits.parseLiteral });
  return tidySchema(schema);
}

async function serve(route: Pick<GraphqlRoute, 'schema' | 'plugins'>): Promise<FastifyInstance> {
  const fastify = Fastify();
  serveGraphql(fastify, { ...route, path: '/graphql', intake: new Intake(), streams: new OpenStreams() });
  await fastify.ready();
  return fastify;
}

/** What a context was asked. */
export interface Asked {
  readonly context: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The last event that was seen of a stream that broke off. */
  readonly seen?: string | undefined;
}

/** Passes parts to the contexts, notes them, and finds some contexts away. */
export class NotingSender implements PartSender {
  readonly asked: Asked[] = [];
  readonly away = new Set<string>();
  /** Behind how many events the next streams break off; -1 where nobody is there. */
  readonly breakingOff: number[] = [];

  constructor(private readonly contexts: ReadonlyMap<string, FastifyInstance>) {}

  async send(
    _from: unknown,
    context: string,
    body: Buffer,
    accept: string,
    _isSafe: boolean,
    seen?: string,
  ): Promise<PassedAnswer> {
    this.asked.push({ context, seen, ...(JSON.parse(body.toString()) as Pick<Asked, 'query' | 'variables'>) });
    if (this.away.has(context) || this.breakingOff[0] === -1) {
      this.breakingOff.shift();
      throw new ContextUnavailable();
    }
    const place = seen !== undefined && { 'last-event-id': seen };
    const headers = { accept, 'content-type': 'application/json', ...place };
    const url = '/graphql';
    const answer = await this.contexts.get(context)!.inject({ method: 'POST', url, headers, payload: body });
    return {
      status: answer.statusCode,
      headers: answer.headers as PassedAnswer['headers'],
      body: Readable.from([this.brokenOff(answer.payload)]),
    };
  }

  private brokenOff(events: string): Buffer {
    const most = this.breakingOff.shift();
    const kept =
      most === undefined
        ? events
        : events
            .split(/(?=^id: )/m)
            .slice(0, most + 1)
            .join('');
    return Buffer.from(kept);
  }
}

/** A house of two contexts, once as one process and once cut in two behind a gateway. */
export async function openTeahouse() {
  const contexts = new Map(
    await Promise.all(names.map(async (name) => [name, await serve({ schema: schemaOf(texts[name]) })] as const)),
  );
  const sender = new NotingSender(contexts);
  const descriptions = names.map((name) => ({ contexts: [name], parts: { graphql: texts[name] } }));
  const [routes, instances] = [{ descriptions }, { onChange: () => {}, hasSeen: () => true }];
  const joined = new JoinedGraphql(routes as never, instances as never, names, sender);
  const whole = await serve({ schema: schemaOf(merged()) });
  const cut = await serve({ schema: () => joined.schema, plugins: [joined.plugin()] });
  return { sender, whole, cut, close: () => Promise.all([whole, cut, ...contexts.values()].map((one) => one.close())) };
}

/** The texts as the one text of one process. */
function merged(): string {
  const [first, second] = [texts.tea, texts.cake.replace(/type (Query|Mutation)/g, 'extend type $1')];
  return `${first}\n${second}`;
}

export type Teahouse = Awaited<ReturnType<typeof openTeahouse>>;

/** Asks one of the two, and answers with what a client can tell apart. */
export async function ask(
  server: FastifyInstance,
  query: string,
  variables: object = {},
  accept = 'application/graphql-response+json',
) {
  const headers = { accept, 'content-type': 'application/json' };
  const payload = JSON.stringify({ query, variables });
  const { statusCode, body } = await server.inject({ method: 'POST', url: '/graphql', headers, payload });
  return {
    status: statusCode,
    body: body.replaceAll(/"correlationId":"[^"]*"/g, '"correlationId":""').replaceAll(/,?"locations":\[[^\]]*\]/g, ''),
  };
}
