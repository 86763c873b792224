export { ContextArchive } from './context-archive.js';
export { context, definitionOf, homeOf } from './context.js';
export type { ContextDefinition } from './context-definition.js';
export { archiveFilesOf, ContextRuntime } from './context-runtime.js';
export { hearingsOf } from './hearings.js';
export { serve, start, type System } from './serve.js';
export { connectionsPerContext } from './settings.js';
export { transport } from './transport.js';
