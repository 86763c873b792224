export * from './cloud-event.js';
export * from './feed.js';
export * from './publication.js';
export * from './published-feed.js';
