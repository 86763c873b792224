export * from './broker.js';
export * from './create-relay.migration.js';
export * from './nats-feed.js';
export * from './nats-transport.js';
export { systemName } from './settings.js';
