export * from './nats-registry.js';
export * from './registry-by-settings.js';
