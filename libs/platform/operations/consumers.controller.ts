import { Controller, Get, Header, Param } from '@nestjs/common';
import { About, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Roles } from '#platform/security';
import { ConsumerAnswer } from './answers/consumers.js';
import { InspectedContexts } from './inspected-contexts.js';
import { contextInPath } from './path.js';
import { NoSuchContext } from './refusals.js';

/** How the consumers of a context stand: how far, how far behind, what they hold back, and what became of every position. */
@Controller('contexts/:context/consumers')
@Roles('operator')
@About('What operators look at and do in each context.')
@PathParameters({ context: contextInPath })
export class ConsumersController {
  constructor(private readonly contexts: InspectedContexts) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Summary(
    'See how consumers stand',
    'How far each consumer is, how far behind, what it holds back, and what became of every position.',
  )
  @Returns(ConsumerAnswer, 'items')
  @Refuses(NoSuchContext)
  async list(@Param('context') name: string) {
    const context = this.contexts.get(name);
    if (context === undefined) throw new NoSuchContext();
    return { items: await context.consumers.standings() };
  }
}
