import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  type GraphQLError,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { refusalFor } from '#platform/http';
import { durations, histogram } from '#platform/metrics';
import { inSpan } from '#platform/observability';
import { causeOf } from './errors.js';

const duration = histogram(
  'tearline_graphql_operation_duration_seconds',
  'How long operations took, for each of their root fields. Outcomes: ok, refused, failed. A subscription is told of when it has begun',
  ['type', 'field', 'outcome'],
  durations,
);

type Execute = (args: {
  readonly document: DocumentNode;
  readonly operationName?: string | null;
}) => Promise<ExecutionResult | AsyncIterable<ExecutionResult>>;

/** Measures operations by root field, and gives each its place in the trace of its request. The schema bounds what comes up here: what it does not know was refused before. */
export function watchOperations(): Plugin {
  return {
    onExecute: ({ executeFn, setExecuteFn }) => setExecuteFn(watched(executeFn as Execute)),
    onSubscribe: ({ subscribeFn, setSubscribeFn }) => setSubscribeFn(watched(subscribeFn as Execute)),
  };
}

function watched(execute: Execute): Execute {
  return async (args) => {
    const begun = performance.now();
    const { type, fields, name, attributes } = operationIn(args.document, args.operationName);
    const result = await inSpan(name, { attributes }, () => Promise.resolve(execute(args)));
    const errors = 'errors' in result ? (result.errors ?? []) : [];
    for (const [key, field] of fields) {
      duration
        .of({ type, field, outcome: outcomeOf(errors.filter(({ path }) => path?.[0] === key)) })
        .recordSince(begun);
    }
    return result;
  };
}

interface Operation {
  readonly type: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Clients send few documents often, and Yoga parses each once. */
const known = new WeakMap<DocumentNode, Map<string | null | undefined, Operation>>();

function operationIn(document: DocumentNode, operationName: string | null | undefined): Operation {
  let operations = known.get(document);
  if (operations === undefined) known.set(document, (operations = new Map()));
  let operation = operations.get(operationName);
  if (operation === undefined) operations.set(operationName, (operation = describe(document, operationName)));
  return operation;
}

function describe(document: DocumentNode, operationName: string | null | undefined): Operation {
  const { operation: type, selectionSet } = getOperationAST(document, operationName)!;
  const fields = rootFieldsIn(selectionSet, document);
  const name = `${type} ${[...new Set(fields.values())].toSorted().join(', ')}`;
  return { type, fields, name, attributes: { 'graphql.operation.type': type } };
}

/** The root fields of an operation by the names under which they are answered. */
function rootFieldsIn({ selections }: SelectionSetNode, document: DocumentNode): Map<string, string> {
  const found = new Map<string, string>();
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      found.set(selection.alias?.value ?? selection.name.value, selection.name.value);
      continue;
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragment(selection.name.value, document);
    for (const [key, field] of inner ? rootFieldsIn(inner, document) : []) found.set(key, field);
  }
  return found;
}

function fragment(name: string, { definitions }: DocumentNode): SelectionSetNode | undefined {
  const found = definitions.find(
    (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
  );
  return found?.kind === Kind.FRAGMENT_DEFINITION ? found.selectionSet : undefined;
}

function outcomeOf(errors: readonly GraphQLError[]): string {
  if (errors.length === 0) return 'ok';
  return errors.some((error) => kindOf(error) === 'unavailable') ? 'failed' : 'refused';
}

/** What another process has answered says its kind itself; what GraphQL refuses has no cause. */
function kindOf(error: GraphQLError): unknown {
  const cause = causeOf(error);
  return error.extensions['kind'] ?? (cause === error ? 'malformed' : refusalFor(cause).kind);
}
