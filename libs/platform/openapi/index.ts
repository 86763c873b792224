export { answer, AnswerSchema } from './answer-schema.js';
export { DocsController } from './docs.controller.js';
export type { OpenApiDocument } from './document.js';
export * from './example.js';
export * from './openapi.js';
export * from './openapi.module.js';
export * from './returns.js';
export { Refuses } from './refuses.js';
export { About, Described, InRestAlso, PathParameters, Summary } from './said.js';
