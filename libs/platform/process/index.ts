export * from './listen.js';
export * from './memory.js';
export * from './own-database.js';
export * from './readiness.js';
export * from './settings.js';
export * from './stop.js';
