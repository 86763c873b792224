import { setTimeout as pause } from 'node:timers/promises';
import {
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  isNonNullType,
  OperationTypeNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { parseConsistency, Refusal } from '#platform/core';
import type { GraphqlContext } from '#platform/graphql';
import type { ProcessDescription } from '#platform/http';
import type { Instances } from '../instances.js';
import type { PassedAnswer } from '../forwarder.js';
import { ContextUnavailable } from '../refusals.js';
import type { Routes } from '../routes.js';
import { joinAnswers, type PartAnswer, readAnswer } from './answers.js';
import { type JoinedSchema, joinSchemas, type RootType, type SchemaPart } from './joined-schema.js';
import { bodyOf, cutOperation, type CutOperation, type OperationPart } from './operation-parts.js';
import { readEvents } from './server-sent-events.js';

/** Asks a context for its part of an operation, on behalf of whoever sent the request; of a subscription, for what comes behind the event that was seen last. */
export interface PartSender {
  send(
    from: GraphqlContext,
    context: string,
    body: Buffer,
    accept: string,
    isSafe: boolean,
    seen?: string,
  ): Promise<PassedAnswer>;
}

type Arguments = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues' | 'contextValue'>;

const rootTypeOf = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const satisfies Record<
  string,
  RootType
>;
/** How long to wait before a stream that broke off is begun anew, in milliseconds: ever longer while nobody is there to go on with it. */
const [soonest, latest] = [50, 1_000];
/** For how long it is tried, in milliseconds. */
const patience = 30_000;
const unavailable = 503;
const asJson = 'application/graphql-response+json, application/json;q=0.9';

/** The GraphQL schemas of every context as one: operations are checked here, and their root fields answered where they belong. */
export class JoinedGraphql {
  private joined: JoinedSchema | undefined;

  constructor(
    private readonly routes: Routes,
    private readonly instances: Instances,
    private readonly contexts: readonly string[],
    private readonly sender: PartSender,
  ) {
    instances.onChange(() => (this.joined = undefined));
  }

  /** The schema at this moment. Throws `ContextUnavailable` before every context has been seen: half a schema would refuse what is right. */
  get schema() {
    return this.present.schema;
  }

  /** Has operations executed where they belong, and not by resolvers of this process. */
  plugin(): Plugin<GraphqlContext> {
    return {
      onExecute: ({ executeFn, setExecuteFn }) =>
        setExecuteFn((args: Arguments) => (this.fits(args) ? this.execute(args) : executeFn(args))),
      onSubscribe: ({ subscribeFn, setSubscribeFn }) =>
        setSubscribeFn((args: Arguments) => (this.fits(args) ? this.subscribe(args) : subscribeFn(args))),
    };
  }

  private get present(): JoinedSchema {
    if (!this.contexts.every((context) => this.instances.hasSeen(context))) throw new ContextUnavailable();
    return (this.joined ??= joinSchemas(this.routes.descriptions.flatMap(schemaPartOf)));
  }

  private async execute({
    document,
    operationName,
    variableValues,
    contextValue,
  }: Arguments): Promise<ExecutionResult> {
    const operation = getOperationAST(document, operationName)!;
    const variables = variableValues ?? {};
    const { parts, keys } = this.cut(document, operationName, variables);
    const answer = (part: OperationPart) =>
      this.answer(part, variables, contextValue as GraphqlContext, operation.operation === OperationTypeNode.QUERY);
    const answers =
      operation.operation === OperationTypeNode.QUERY
        ? await Promise.all(parts.map(answer))
        : await inTurn(parts, answer);
    return toResult(joinAnswers(answers, keys));
  }

  private async subscribe({ document, operationName, variableValues, contextValue }: Arguments) {
    const { parts } = this.cut(document, operationName, variableValues ?? {});
    const [part] = parts;
    const from = contextValue as GraphqlContext;
    const body = bodyOf(part!, variableValues ?? {});
    const first = await this.sender
      .send(from, part!.context!, body, 'text/event-stream', true)
      .catch((error: unknown) => error as Error);
    if (first instanceof Error) return { errors: [failed(first, part!, [...part!.fields.keys()][0]!)] };
    if (!isStream(first)) return resultOf(first, part!);
    const again = (seen?: string) => this.sender.send(from, part!.context!, body, 'text/event-stream', true, seen);
    return follow(first, again, part!, from);
  }

  /** Whether the variables are right. Where they are not no part may run, and the schema itself says so, as in one process. */
  private fits({ document, operationName, variableValues }: Arguments): boolean {
    const { variableDefinitions = [] } = getOperationAST(document, operationName)!;
    return getVariableValues(this.schema, variableDefinitions, variableValues ?? {}).errors === undefined;
  }

  private cut(
    document: DocumentNode,
    operationName: string | null | undefined,
    given: Readonly<Record<string, unknown>>,
  ): CutOperation {
    const operation = getOperationAST(document, operationName)!;
    const { schema, ownerOf } = this.present;
    const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
    const whole = { document, operation, variables: coerced };
    return cutOperation(whole, (field) => ownerOf(rootTypeOf[operation.operation], field));
  }

  private async answer(
    part: OperationPart,
    variables: Readonly<Record<string, unknown>>,
    from: GraphqlContext,
    isSafe: boolean,
  ): Promise<PartAnswer> {
    if (part.context === undefined) return this.ofSchema(part, variables);
    try {
      const answer = await this.sender.send(from, part.context, bodyOf(part, variables), asJson, isSafe);
      noteHeaders(answer, from);
      return readAnswer(JSON.parse(await textOf(answer)), part.fields);
    } catch (error) {
      return this.without(part, error as Error, isSafe ? 'Query' : 'Mutation');
    }
  }

  /** Introspection, and `__typename` of the root. */
  private async ofSchema(
    { document }: OperationPart,
    variableValues: Readonly<Record<string, unknown>>,
  ): Promise<PartAnswer> {
    const { data, errors = [] } = await execute({ schema: this.schema, document, variableValues });
    return { data, errors };
  }

  /** A context that cannot be reached fails its own fields and no others, unless one of them must not be null. */
  private without({ fields, ...part }: OperationPart, error: Error, type: RootType): PartAnswer {
    const declared = this.schema.getType(type) as ReturnType<JoinedSchema['schema']['getQueryType']>;
    const mayBeNull = [...fields.values()].every(({ name }) => !isNonNullType(declared?.getFields()[name.value]?.type));
    const errors = [...fields.keys()].map((key) => failed(error, { fields, ...part }, key));
    return { data: mayBeNull ? Object.fromEntries([...fields.keys()].map((key) => [key, null])) : null, errors };
  }
}

function schemaPartOf({ contexts, parts }: ProcessDescription): readonly SchemaPart[] {
  const text = parts['graphql'];
  return typeof text === 'string' ? [{ context: contexts[0]!, text }] : [];
}

function failed(error: Error, { fields }: OperationPart, key: string): GraphQLError {
  return new GraphQLError(error.message, { nodes: [fields.get(key)!], path: [key], originalError: error });
}

/** What the answers of contexts carry in their headers is carried by the answer to the whole. */
function noteHeaders({ headers }: PassedAnswer, { req, reply }: GraphqlContext): void {
  const reached = parseConsistency(String(headers['consistency-token'] ?? ''));
  for (const [context, position] of reached ?? []) req.execution!.receipts.push({ context, position, version: 0 });
  if (headers['idempotency-replayed'] !== undefined) reply.header('idempotency-replayed', 'true');
}

function isStream({ headers }: PassedAnswer): boolean {
  return String(headers['content-type'] ?? '').startsWith('text/event-stream');
}

async function textOf({ body }: PassedAnswer): Promise<string> {
  if (Buffer.isBuffer(body)) return body.toString();
  return Buffer.concat(await body.toArray()).toString();
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/**
 * The results of a subscription. A stream that breaks off, because its instance stops or dies, is begun anew at another one,
 * behind the last event that has a place; one without places begins with the present state. So nothing is missed.
 */
async function* follow(
  first: PassedAnswer,
  again: (seen?: string) => Promise<PassedAnswer>,
  part: OperationPart,
  { reply, places }: GraphqlContext,
): AsyncGenerator<ExecutionResult> {
  const isOver = () => reply.raw.destroyed;
  let seen: string | undefined;
  for (let answer = first; ; answer = await begunAnew(() => again(seen), isOver)) {
    if (!isStream(answer)) {
      yield await resultOf(answer, part);
      return;
    }
    try {
      for await (const { event, data, id } of readEvents(answer.body as AsyncIterable<Uint8Array>)) {
        if (event === 'complete') return;
        if (event !== 'next') continue;
        places.next = id;
        seen = id ?? seen;
        yield toResult(readAnswer(JSON.parse(data), part.fields));
      }
    } catch (error) {
      if (isOver()) throw error;
    }
    if (isOver()) return;
  }
}

/** The stream once somebody goes on with it. Throws why nobody does when the patience is at its end. */
async function begunAnew(again: () => Promise<PassedAnswer>, isOver: () => boolean): Promise<PassedAnswer> {
  const until = performance.now() + patience;
  for (let rest = soonest; ; rest = Math.min(latest, rest * 2)) {
    await pause(rest);
    const isLast = isOver() || performance.now() > until;
    try {
      const answer = await again();
      if (isLast || answer.status !== unavailable) return answer;
    } catch (error) {
      if (isLast || !(error instanceof Refusal && error.kind === 'unavailable')) throw error;
    }
  }
}

/** What a context answers that has no stream to give: an error, as a rule. */
async function resultOf(answer: PassedAnswer, part: OperationPart): Promise<ExecutionResult> {
  return toResult(readAnswer(JSON.parse(await textOf(answer)), part.fields));
}

function toResult({ data, errors }: PartAnswer): ExecutionResult {
  return { ...(errors.length > 0 && { errors }), ...(data !== undefined && { data }) };
}
