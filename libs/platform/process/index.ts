export * from './listen.js';
export * from './memory.js';
export * from './readiness.js';
export * from './settings.js';
export * from './shared-database.js';
export * from './stop.js';
