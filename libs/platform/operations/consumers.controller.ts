import { Controller, Get, Header, Param } from '@nestjs/common';
import { Refuses } from '#platform/openapi';
import { Roles } from '#platform/security';
import { InspectedContexts } from './inspected-contexts.js';
import { NoSuchContext } from './refusals.js';

/** How the consumers of a context stand: how far, how far behind, what they hold back, and what became of every position. */
@Controller('contexts/:context/consumers')
@Roles('operator')
export class ConsumersController {
  constructor(private readonly contexts: InspectedContexts) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Refuses(NoSuchContext)
  async list(@Param('context') name: string) {
    const context = this.contexts.get(name);
    if (context === undefined) throw new NoSuchContext();
    return { items: await context.consumers.standings() };
  }
}
