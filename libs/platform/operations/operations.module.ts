import { Global, Module } from '@nestjs/common';
import { ConsumersController } from './consumers.controller.js';
import { DescriptionsController } from './descriptions.controller.js';
import { HistoryController } from './history.controller.js';
import { InspectedContexts } from './inspected-contexts.js';
import { ParkedController } from './parked.controller.js';
import { ProcessesController } from './processes.controller.js';
import { RebuildController } from './rebuild.controller.js';

/** Serves operators what they must see and decide of the contexts that the host puts into `InspectedContexts`. */
@Global()
@Module({
  controllers: [
    ConsumersController,
    DescriptionsController,
    HistoryController,
    ParkedController,
    ProcessesController,
    RebuildController,
  ],
  providers: [InspectedContexts],
  exports: [InspectedContexts],
})
export class OperationsModule {}
