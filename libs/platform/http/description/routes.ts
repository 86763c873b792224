import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import type { ControllerContexts } from '../consistency.js';

/** One route that a process serves for others to use. */
export interface DescribedRoute {
  readonly method: string;
  /** As declared: `/orders/:orderId`. */
  readonly path: string;
  /** The context that answers; null when the path's parameter `:context` names it. */
  readonly context: string | null;
}

const scanner = new MetadataScanner();

/** The routes of every context's controllers, and those of the platform that belong to the context in their path. */
export function routesOf(modules: ModulesContainer, contexts: ControllerContexts): readonly DescribedRoute[] {
  const controllers = new Set([...modules.values()].flatMap((module) => [...module.controllers.values()]));
  return [...controllers].flatMap(({ metatype }) => {
    const context = contexts.get(metatype as never) ?? null;
    const routes = routesOfController(metatype as new () => object).map((route) => ({ ...route, context }));
    return context === null ? routes.filter(({ path }) => path.split('/').includes(':context')) : routes;
  });
}

function routesOfController(controller: new () => object): { method: string; path: string }[] {
  const prototype = controller.prototype as Record<string, object>;
  return scanner
    .getAllMethodNames(prototype)
    .filter((name) => Reflect.hasMetadata(PATH_METADATA, prototype[name]!))
    .flatMap((name) => {
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, prototype[name]!) as number]!;
      return pathsOf(controller).flatMap((base) =>
        pathsOf(prototype[name]!).map((path) => ({ method, path: joined(base, path) })),
      );
    });
}

function pathsOf(target: object): readonly string[] {
  return [Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined].flat().map((path) => path ?? '');
}

function joined(...paths: readonly string[]): string {
  const parts = paths.map((path) => path.replace(/^\/+|\/+$/g, '')).filter((path) => path !== '');
  return `/${parts.join('/')}`;
}
