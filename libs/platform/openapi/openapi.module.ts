import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller.js';
import { OpenApi } from './openapi.js';

/** `/openapi.json` and the pages at `/docs`. Needs `HttpModule` and `GraphqlModule`. */
@Module({ controllers: [DocsController], providers: [OpenApi], exports: [OpenApi] })
export class OpenApiModule {}
