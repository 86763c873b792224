import { hash } from 'node:crypto';
import { Controller, Get, Injectable, Req, Res } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { setting } from '#platform/config';
import { Roles, serviceRole } from '#platform/security';
import { ControllerContexts } from '../consistency.js';
import { HealthChecks } from '../health.js';
import { ProblemCatalogue } from '../problem-catalogue.js';
import { ServedContexts } from '../served-contexts.js';
import { descriptionPath, type ProcessDescription } from './description.js';
import { routesOf } from './routes.js';

export const instanceVersion = setting('INSTANCE_VERSION', z.string().min(1), 'the version that this process runs', {
  default: 'development',
});

/**
 * What else a process tells gateways of itself, by name (`openapi`, `graphql`). Whoever serves such a thing puts a function
 * here that answers with it; it is called once, when the process is first asked.
 */
@Injectable()
export class DescriptionParts extends Map<string, () => unknown> {}

/**
 * Describes the process to gateways: contexts, state, routes, problems. Gateways ask often, so one that knows the description
 * (`If-None-Match`) is answered 304.
 */
@Controller(descriptionPath)
@Roles(serviceRole)
export class DescriptionController {
  private made: { readonly lasting: Omit<ProcessDescription, 'state'>; readonly digest: string } | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly controllers: ControllerContexts,
    private readonly contexts: ServedContexts,
    private readonly health: HealthChecks,
    private readonly problems: ProblemCatalogue,
    private readonly parts: DescriptionParts,
  ) {}

  @Get()
  async describe(
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProcessDescription | undefined> {
    const { lasting, digest } = (this.made ??= this.make());
    const { status: state } = await this.health.readiness();
    const tag = `"${digest} ${state}"`;
    reply.header('etag', tag);
    if (headers['if-none-match'] !== tag) return { ...lasting, state };
    reply.code(304);
    return undefined;
  }

  /** What does not change while the process runs. */
  private make() {
    const lasting = {
      contexts: [...this.contexts],
      version: instanceVersion.value,
      routes: [...routesOf(this.modules, this.controllers)],
      problems: [...this.problems.all()],
      parts: Object.fromEntries([...this.parts].map(([name, part]) => [name, part()])),
    };
    return { lasting, digest: hash('sha256', JSON.stringify(lasting), 'base64url') };
  }
}
