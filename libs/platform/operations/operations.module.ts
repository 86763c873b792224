import { Global, Module } from '@nestjs/common';
import { HistoryController } from './history.controller.js';
import { InspectedContexts } from './inspected-contexts.js';

/** Serves operators: what happened in the contexts that the host puts into `InspectedContexts`. */
@Global()
@Module({ controllers: [HistoryController], providers: [InspectedContexts], exports: [InspectedContexts] })
export class OperationsModule {}
