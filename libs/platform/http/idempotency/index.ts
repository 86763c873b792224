export * from './create-idempotency-keys.migration.js';
export * from './idempotency-store.js';
export * from './memory-idempotency-store.js';
export * from './postgres-idempotency-store.js';
export * from './repeatable.js';
export * from './rerun-on-repeat.js';
export * from './settled-in-time.js';
export { parseIdempotencyKey } from './idempotency-key.js';
