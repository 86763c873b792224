export * from './in-time.js';
