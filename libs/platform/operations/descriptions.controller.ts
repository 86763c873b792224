import { Controller, Get, Param } from '@nestjs/common';
import { Refuses } from '#platform/openapi';
import { Roles } from '#platform/security';
import { InspectedContexts } from './inspected-contexts.js';
import { NoSuchContext } from './refusals.js';

/** What a context is made of: streams, events, contracts, consumers and whom they hear. */
@Controller('contexts/:context')
@Roles('operator')
export class DescriptionsController {
  constructor(private readonly contexts: InspectedContexts) {}

  @Get()
  @Refuses(NoSuchContext)
  describe(@Param('context') name: string) {
    const context = this.contexts.get(name);
    if (context === undefined) throw new NoSuchContext();
    return context.description;
  }
}
