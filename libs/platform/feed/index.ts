export * from './bell.js';
export * from './cloud-event.js';
export * from './feed.js';
export * from './kept-message.js';
export * from './publication.js';
export * from './published-feed.js';
export * from './transport.js';
export * from './try-until.js';
