export * from './create-idempotency-keys.migration.js';
export * from './idempotency-store.js';
export * from './postgres-idempotency-store.js';
export * from './rerun-on-repeat.js';
