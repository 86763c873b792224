export * from './feed-credentials.js';
export * from './feeds.module.js';
export * from './http-feed.js';
export * from './http-transport.js';
export * from './owner.js';
export * from './published-feeds.js';
export * from './outage.js';
