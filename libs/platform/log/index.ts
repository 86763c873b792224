export * from './event-history.js';
export * from './event-log.js';
export * from './log.js';
export * from './memory-image.js';
export * from './refusals.js';
export * from './stream-kind.js';
export * from './unit-of-work.js';
