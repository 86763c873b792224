export * from './chance.js';
export * from './execution.js';
