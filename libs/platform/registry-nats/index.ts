export * from './nats-registry.js';
