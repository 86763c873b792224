export type * from './context-description.js';
export * from './inspected-contexts.js';
export * from './operations.module.js';
export * from './refusals.js';
export * from './stream-state.js';
