import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { RESOLVER_TYPE_METADATA } from '@nestjs/graphql/dist/graphql.constants.js';
import { accessMetadata } from '#platform/security';

const scanner = new MetadataScanner();
const rootTypes = new Set(['Query', 'Mutation', 'Subscription']);

/** The names of a class's methods that answer fields of Query, Mutation or Subscription; none when it is no resolver. */
export function rootFieldsOf(type: unknown): readonly string[] {
  if (typeof type !== 'function' || type.prototype === undefined) return [];
  const prototype = type.prototype as Record<string, object>;
  return scanner.getAllMethodNames(prototype).filter((name) => rootTypes.has(rootTypeOf(prototype[name]!)));
}

function rootTypeOf(method: object): string {
  return String(Reflect.getMetadata(RESOLVER_TYPE_METADATA, method));
}

/** Every class among the modules that answers root fields. */
export function resolversIn(modules: ModulesContainer): readonly Function[] {
  const providers = [...modules.values()].flatMap((module) => [...module.providers.values()]);
  const types = providers.map(({ metatype }) => metatype).filter((type) => typeof type === 'function');
  return [...new Set(types)].filter((type) => rootFieldsOf(type).length > 0);
}

/** Throws when a root field does not say who may use it; the message names every such field. */
export function assertEveryRootFieldDeclaresAccess(modules: ModulesContainer): void {
  const silent = resolversIn(modules).flatMap((resolver) => silentFields(resolver));
  if (silent.length === 0) return;
  const remedy = 'Put @Public(), @Anonymous(), @Authenticated() or @Roles(…) on the method or on the class.';
  throw new Error(`These resolvers do not say who may use them: ${silent.join(', ')}. ${remedy}`);
}

function silentFields(resolver: Function): string[] {
  if (Reflect.hasMetadata(accessMetadata, resolver)) return [];
  const prototype = resolver.prototype as Record<string, object>;
  return rootFieldsOf(resolver)
    .filter((name) => !Reflect.hasMetadata(accessMetadata, prototype[name]!))
    .map((name) => `${resolver.name}.${name}`);
}
