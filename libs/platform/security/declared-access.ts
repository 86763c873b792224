import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { accessMetadata } from './access.js';

const scanner = new MetadataScanner();

/** Throws when a controller has a route that does not say who may use it; the message names every such route. */
export function assertEveryRouteDeclaresAccess(modules: ModulesContainer): void {
  const controllers = new Set([...modules.values()].flatMap(({ controllers }) => [...controllers.values()]));
  const silent = [...controllers].flatMap(({ metatype }) => silentRoutes(metatype as new () => object));
  if (silent.length === 0) return;
  const remedy = 'Put @Public(), @Anonymous(), @Authenticated() or @Roles(…) on the method or on the class.';
  throw new Error(`These routes do not say who may use them: ${silent.join(', ')}. ${remedy}`);
}

function silentRoutes(controller: new () => object): string[] {
  if (Reflect.hasMetadata(accessMetadata, controller)) return [];
  const prototype = controller.prototype as Record<string, object>;
  return scanner
    .getAllMethodNames(prototype)
    .filter((name) => Reflect.hasMetadata(PATH_METADATA, prototype[name]!))
    .filter((name) => !Reflect.hasMetadata(accessMetadata, prototype[name]!))
    .map((name) => `${controller.name}.${name} (${describe(controller, prototype[name]!)})`);
}

function describe(controller: object, handler: object): string {
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number];
  const parts = [controller, handler].map((target) => String(Reflect.getMetadata(PATH_METADATA, target) ?? ''));
  const path = parts.map((part) => part.replace(/^\/|\/$/g, '')).filter((part) => part !== '');
  return `${method} /${path.join('/')}`;
}
