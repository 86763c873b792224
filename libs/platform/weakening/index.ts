export * from './weakening.js';
