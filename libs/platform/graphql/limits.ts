import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import type { Refusal } from '#platform/core';
import { NoIntrospection, TooComplex } from './refusals.js';
import * as settings from './settings.js';

/** What an operation asks for, its fragments taken in as often as they are used. */
export interface Demand {
  readonly depth: number;
  readonly aliases: number;
}

const nothing: Demand = { depth: 0, aliases: 0 };

/** Refuses operations that are too deep or use too many aliases. A rule of GraphQL's validation. */
export function limitDemand(context: ValidationContext): ASTVisitor {
  const demandOf = demandIn(context.getDocument());
  return {
    OperationDefinition(operation) {
      const { depth, aliases } = demandOf(operation);
      const [deepest, mostAliases] = [settings.depthLimit.value, settings.aliasLimit.value];
      if (depth > deepest) refuse(context, operation, new TooComplex({ limit: 'depth', most: deepest }));
      if (aliases > mostAliases) refuse(context, operation, new TooComplex({ limit: 'aliases', most: mostAliases }));
    },
  };
}

/** Refuses to show the schema. A rule of GraphQL's validation. */
export function hideSchema(context: ValidationContext): ASTVisitor {
  return {
    Field(field) {
      if (field.name.value === '__schema' || field.name.value === '__type') {
        refuse(context, field, new NoIntrospection());
      }
    },
  };
}

function refuse(
  context: ValidationContext,
  node: OperationDefinitionNode | SelectionSetNode['selections'][number],
  why: Refusal,
) {
  context.reportError(new GraphQLError(why.message, { nodes: node, originalError: why }));
}

/** Measures operations of a document. Each fragment is measured once, so the work grows with the document, not with what it unfolds to. */
export function demandIn(document: DocumentNode): (operation: OperationDefinitionNode) => Demand {
  const fragments = new Map(
    document.definitions
      .filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const known = new Map<string, Demand>();

  const ofFragment = (name: string): Demand => {
    const measured = known.get(name);
    if (measured !== undefined) return measured;
    known.set(name, nothing); // A fragment within itself is refused by another rule.
    const demand = ofSelections(fragments.get(name)?.selectionSet);
    known.set(name, demand);
    return demand;
  };
  const ofSelection = (selection: SelectionSetNode['selections'][number]): Demand => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    const { depth, aliases } = ofSelections(selection.selectionSet);
    if (selection.kind === Kind.INLINE_FRAGMENT) return { depth, aliases };
    const isMeta = selection.name.value.startsWith('__');
    return { depth: isMeta ? 0 : depth + 1, aliases: aliases + (selection.alias === undefined ? 0 : 1) };
  };
  const ofSelections = (set: SelectionSetNode | undefined): Demand =>
    (set?.selections ?? [])
      .map(ofSelection)
      .reduce((sum, one) => ({ depth: Math.max(sum.depth, one.depth), aliases: sum.aliases + one.aliases }), nothing);
  return (operation) => ofSelections(operation.selectionSet);
}
