import {
  buildASTSchema,
  type DefinitionNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  type ObjectTypeDefinitionNode,
  parse,
  print,
} from 'graphql';
import { DateTime, MinorUnits } from '#platform/graphql';
import { logger } from '#platform/observability';

/** The GraphQL schema of one process, as text. */
export interface SchemaPart {
  /** A context that the process serves. */
  readonly context: string;
  readonly text: string;
}

export type RootType = 'Query' | 'Mutation' | 'Subscription';

/** The schemas of a system as one, and who answers which root field. */
export interface JoinedSchema {
  readonly schema: GraphQLSchema;
  /** The context that answers a root field; undefined for what the schema itself answers (`__schema`). */
  ownerOf(type: RootType, field: string): string | undefined;
}

const log = logger('gateway');
const rootTypes: ReadonlySet<string> = new Set<RootType>(['Query', 'Mutation', 'Subscription']);

/**
 * Joins schemas by root field: each root field is answered by the context that declares it. No type has two owners, so types
 * of one name are the same everywhere (`Money`, `PageInfo`); where they are not, the first counts and a warning says so.
 */
export function joinSchemas(parts: readonly SchemaPart[]): JoinedSchema {
  const owners = new Map<string, string>();
  const roots = new Map<string, ObjectTypeDefinitionNode>();
  const others = new Map<string, DefinitionNode>();
  for (const { context, text } of parts) {
    for (const definition of parse(text, { noLocation: true }).definitions) {
      if (isRoot(definition)) addRoot(definition, context, roots, owners);
      else addOther(definition, others, context);
    }
  }
  const schema = buildASTSchema({ kind: Kind.DOCUMENT, definitions: [...roots.values(), ...others.values()] });
  readAsContextsDo(schema);
  return { schema: lexicographicSortSchema(schema), ownerOf: (type, field) => owners.get(`${type}.${field}`) };
}

/** The text of a schema does not tell how a scalar is read. Those of the platform are read everywhere alike. */
function readAsContextsDo(schema: GraphQLSchema): void {
  for (const { name, parseValue, parseLiteral } of [DateTime, MinorUnits]) {
    const declared = schema.getType(name);
    if (declared !== undefined) Object.assign(declared, { parseValue, parseLiteral });
  }
}

function isRoot(definition: DefinitionNode): definition is ObjectTypeDefinitionNode {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION && rootTypes.has(definition.name.value);
}

function addRoot(
  definition: ObjectTypeDefinitionNode,
  context: string,
  roots: Map<string, ObjectTypeDefinitionNode>,
  owners: Map<string, string>,
): void {
  const { value: name } = definition.name;
  const known = roots.get(name);
  const fresh = (definition.fields ?? []).filter((field) => !owners.has(`${name}.${field.name.value}`));
  for (const field of fresh) owners.set(`${name}.${field.name.value}`, context);
  roots.set(name, { ...(known ?? definition), fields: [...(known?.fields ?? []), ...fresh] });
}

function addOther(definition: DefinitionNode, others: Map<string, DefinitionNode>, context: string): void {
  const name = `${definition.kind} ${'name' in definition ? definition.name?.value : ''}`;
  const known = others.get(name);
  if (known === undefined) others.set(name, definition);
  else if (print(known) !== print(definition))
    log.warn(`${context} declares another ${name} than a context before it.`);
}
