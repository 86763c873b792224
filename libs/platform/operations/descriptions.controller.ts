import { Controller, Get, Param } from '@nestjs/common';
import { PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Roles } from '#platform/security';
import { ContextAnswer } from './answers/descriptions.js';
import { InspectedContexts } from './inspected-contexts.js';
import { contextInPath } from './path.js';
import { NoSuchContext } from './refusals.js';

/** What a context is made of: streams, events, contracts, consumers and whom they hear. */
@Controller('contexts/:context')
@Roles('operator')
@PathParameters({ context: contextInPath })
export class DescriptionsController {
  constructor(private readonly contexts: InspectedContexts) {}

  @Get()
  @Summary('See what a context is made of', 'Its streams, events, contracts and consumers, by their durable names.')
  @Returns(ContextAnswer)
  @Refuses(NoSuchContext)
  describe(@Param('context') name: string) {
    const context = this.contexts.get(name);
    if (context === undefined) throw new NoSuchContext();
    return context.description;
  }
}
