export { context, type ContextDefinition } from './context.js';
export { serve, start, type System } from './serve.js';
