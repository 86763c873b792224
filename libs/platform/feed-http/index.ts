export * from './http-feed.js';
export * from './http-transport.js';
export * from './owner.js';
export * from './outage.js';
