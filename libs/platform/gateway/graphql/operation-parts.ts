import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** A root field of an operation, once for each time it is selected. */
interface RootSelection {
  readonly key: string;
  readonly field: FieldNode;
  /** The field within the fragments around it, which may carry conditions. */
  readonly selection: SelectionNode;
}

/** What one context is asked of an operation. */
export interface OperationPart {
  /** Undefined for what the schema itself answers. */
  readonly context: string | undefined;
  /** The names in the answer, with a field that bears each. */
  readonly fields: ReadonlyMap<string, FieldNode>;
  readonly document: DocumentNode;
  readonly variables: readonly string[];
}

/** An operation in parts. */
export interface CutOperation {
  readonly parts: readonly OperationPart[];
  /** The names of all root fields in the answer, in order. */
  readonly keys: readonly string[];
}

/** An operation with what is needed to read it. */
export interface WholeOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Checked, with defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Cuts an operation by the owners of its root fields. Each part is a document of its own with the fragments and variables it
 * needs; what `@skip` and `@include` leave out at the root is in none. The fields of a mutation run one after the other, so
 * each run of one owner's fields is a part, in order; those of a query are asked together, one part for each owner.
 */
export function cutOperation(
  { document, operation, variables }: WholeOperation,
  ownerOf: (field: string) => string | undefined,
): CutOperation {
  const fragments = new Map(document.definitions.filter(isFragment).map((one) => [one.name.value, one]));
  const isWanted = (selection: SelectionNode) => isIncluded(selection, variables);
  const byKey = Map.groupBy(flattened(operation.selectionSet, fragments, isWanted), ({ key }) => key);
  const groups: { owner: string | undefined; selections: RootSelection[] }[] = [];
  for (const selections of byKey.values()) {
    const owner = ownerOf(selections[0]!.field.name.value);
    const open = operation.operation === OperationTypeNode.MUTATION ? groups.slice(-1) : groups;
    const group = open.find((one) => one.owner === owner);
    if (group === undefined) groups.push({ owner, selections: [...selections] });
    else group.selections.push(...selections);
  }
  const parts = groups.map(({ owner, selections }) => partOf(owner, selections, operation, fragments));
  return { parts, keys: [...byKey.keys()] };
}

function isIncluded(selection: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  const skipped = getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] === true;
  return !skipped && getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false;
}

function isFragment(definition: DocumentNode['definitions'][number]): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}

/** The root fields, wherever fragments hide them. */
function flattened(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  isWanted: (selection: SelectionNode) => boolean,
  within: (selection: SelectionNode) => SelectionNode = (selection) => selection,
): readonly RootSelection[] {
  return selections.filter(isWanted).flatMap((selection): readonly RootSelection[] => {
    if (selection.kind === Kind.FIELD) {
      const key = (selection.alias ?? selection.name).value;
      return [{ key, field: selection, selection: within(selection) }];
    }
    const inline = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)!;
    const around = (inner: SelectionNode): SelectionNode =>
      within({
        kind: Kind.INLINE_FRAGMENT,
        ...(inline.typeCondition && { typeCondition: inline.typeCondition }),
        directives: selection.directives ?? [],
        selectionSet: { kind: Kind.SELECTION_SET, selections: [inner] },
      });
    return flattened(inline.selectionSet, fragments, isWanted, around);
  });
}

function partOf(
  context: string | undefined,
  selections: readonly RootSelection[],
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): OperationPart {
  const selectionSet: SelectionSetNode = {
    kind: Kind.SELECTION_SET,
    selections: selections.map(({ selection }) => selection),
  };
  const used = fragmentsIn(selectionSet, fragments);
  const variables = variablesIn([selectionSet, ...used, ...(operation.directives ?? [])]);
  const asked: OperationDefinitionNode = {
    ...operation,
    selectionSet,
    variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) =>
      variables.has(variable.name.value),
    ),
  };
  return {
    context,
    fields: new Map(selections.map(({ key, field }) => [key, field])),
    document: { kind: Kind.DOCUMENT, definitions: [asked, ...used] },
    variables: [...variables],
  };
}

function fragmentsIn(
  node: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  found = new Set<FragmentDefinitionNode>(),
): ReadonlySet<FragmentDefinitionNode> {
  visit(node, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value)!;
      if (found.has(fragment)) return;
      found.add(fragment);
      fragmentsIn(fragment.selectionSet, fragments, found);
    },
  });
  return found;
}

function variablesIn(nodes: readonly Parameters<typeof visit>[0][]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of nodes) visit(node, { Variable: ({ name }) => void found.add(name.value) });
  return found;
}

/** A part as it is sent. */
export function bodyOf({ document, variables }: OperationPart, given: Readonly<Record<string, unknown>>): Buffer {
  const sent = Object.fromEntries(
    variables.filter((name) => Object.hasOwn(given, name)).map((name) => [name, given[name]]),
  );
  return Buffer.from(JSON.stringify({ query: print(document), variables: sent }));
}
