export * from './create-relay.migration.js';
export * from './relay-checkpoint.js';
