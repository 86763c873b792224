import { Controller, Get, Header, Injectable } from '@nestjs/common';
import { Roles } from '#platform/security';

/** The names of the contexts that answer under this address: those of the process, or at a gateway those of the system. */
@Injectable()
export class ReachableContexts extends Set<string> {}

/** Says which contexts there are, to those who go on to ask each of them. */
@Controller('contexts')
@Roles('operator')
export class ContextsController {
  constructor(private readonly contexts: ReachableContexts) {}

  @Get()
  @Header('cache-control', 'no-store')
  list() {
    return { items: [...this.contexts].toSorted().map((name) => ({ name })) };
  }
}
