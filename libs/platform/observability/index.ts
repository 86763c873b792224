export * from './logger.js';
export * from './redaction.js';
export * from './start-notes.js';
export * from './structured-logger.js';
export * from './trace-export.js';
export * from './traceparent.js';
export * from './tracing.js';
