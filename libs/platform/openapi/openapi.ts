import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { ControllerContexts, DescriptionParts } from '#platform/http';
import { documentOf, type OpenApiDocument } from './document.js';
import { operationsOf } from './operations.js';

/**
 * The description of every route that the contexts of this process serve, and of those of the platform that name a context in
 * their path. Other routes of the platform are not part of it, so that the documents of several processes join into the one of
 * a process with all of their contexts. It is the part `openapi` of the process's description.
 */
@Injectable()
export class OpenApi implements OnModuleInit {
  private made: OpenApiDocument | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly contexts: ControllerContexts,
    private readonly parts: DescriptionParts,
    private readonly module: ModuleRef,
  ) {}

  onModuleInit(): void {
    this.parts.set('openapi', () => this.document);
  }

  get document(): OpenApiDocument {
    this.made ??= documentOf(this.controllers(), this.schema());
    return this.made;
  }

  private controllers(): readonly Type[] {
    const all = [...this.modules.values()].flatMap(({ controllers }) => [...controllers.values()]);
    return [...new Set(all.map(({ metatype }) => metatype as Type))].filter(
      (type) => this.contexts.has(type) || isAboutContexts(type),
    );
  }

  private schema(): GraphQLSchema | undefined {
    try {
      return this.module.get(GraphQLSchemaHost, { strict: false }).schema;
    } catch {
      return undefined;
    }
  }
}

function isAboutContexts(controller: Type): boolean {
  const operations = operationsOf(controller);
  return operations.length > 0 && operations.every(({ path }) => path.split('/').includes('{context}'));
}
