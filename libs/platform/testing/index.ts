export * from './process-specification.js';
export * from './specification.js';
