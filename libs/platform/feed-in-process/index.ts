export * from './in-process-feed.js';
