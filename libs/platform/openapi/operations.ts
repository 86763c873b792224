import { RequestMethod, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { MetadataScanner } from '@nestjs/core';
import type { RefusalDefinition } from '#platform/core';
import { csvOfferOf } from '#platform/http';
import { type Access, accessMetadata } from '#platform/security';
import { refusesMetadata } from './refuses.js';
import { type Returned, returnsMetadata } from './returns.js';
import { aboutOf, type PathParameterSchemas, pathParametersOf, summaryOf } from './said.js';

/** One route of a controller, as its decorators declare it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  readonly status: number;
  readonly access: Access;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  /** What the routes of the controller are about. */
  readonly about: string | undefined;
  readonly parameters: PathParameterSchemas;
  readonly body: Type | undefined;
  readonly query: Type | undefined;
  readonly returned: Returned | undefined;
  /** Whether it answers with CSV to those who prefer that. */
  readonly offersCsv: boolean;
  /** What it may refuse, as far as it says so. */
  readonly refusals: readonly RefusalDefinition[];
}

/** Whether it heeds `If-Match`. */
export function isConditional({ refusals }: Operation): boolean {
  return refusals.some(({ kind }) => kind === 'precondition-failed');
}

const scanner = new MetadataScanner();

/** The routes of a controller. */
export function operationsOf(controller: Type): readonly Operation[] {
  const prototype = controller.prototype as Record<string, object>;
  return scanner
    .getAllMethodNames(prototype)
    .filter((name) => Reflect.hasMetadata(PATH_METADATA, prototype[name]!))
    .map((name) => operationOf(controller, name, prototype[name]!));
}

function operationOf(controller: Type, name: string, handler: object): Operation {
  const read = (key: string): unknown => Reflect.getMetadata(key, handler);
  const method = RequestMethod[read(METHOD_METADATA) as number]!;
  return {
    id: `${controller.name.replace(/Controller$/, '')}.${name}`,
    method: method.toLowerCase(),
    path: pathOf(controller, handler),
    status: (read(HTTP_CODE_METADATA) as number | undefined) ?? (method === 'POST' ? 201 : 200),
    access: (read(accessMetadata) ?? Reflect.getMetadata(accessMetadata, controller)) as Access,
    summary: undefined,
    description: undefined,
    ...summaryOf(handler),
    about: aboutOf(controller),
    parameters: pathParametersOf(controller),
    body: argument(controller, name, RouteParamtypes.BODY),
    query: argument(controller, name, RouteParamtypes.QUERY),
    returned: read(returnsMetadata) as Returned | undefined,
    offersCsv: csvOfferOf(handler) !== undefined,
    refusals: (read(refusesMetadata) ?? []) as readonly RefusalDefinition[],
  };
}

function pathOf(controller: Type, handler: object): string {
  const parts = [controller, handler].map((target) => String(Reflect.getMetadata(PATH_METADATA, target) ?? ''));
  const path = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${path.map((part) => part.replace(/^:(.+)$/, '{$1}')).join('/')}`;
}

/** The class of the argument that takes the whole body or the whole query. */
function argument(controller: Type, name: string, kind: RouteParamtypes): Type | undefined {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, { index: number }>;
  const key = Object.keys(args).find((found) => found.startsWith(`${kind}:`));
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) as Type[];
  const type = key === undefined ? undefined : types[args[key]!.index];
  return type === undefined || type.name === 'Object' ? undefined : type;
}
