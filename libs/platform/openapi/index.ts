export { DocsController } from './docs.controller.js';
export type { OpenApiDocument } from './document.js';
export * from './example.js';
export * from './openapi.js';
export * from './openapi.module.js';
export * from './returns.js';
export { Refuses } from './refuses.js';
