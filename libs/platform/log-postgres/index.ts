export * from './create-history.migration.js';
export * from './create-log.migration.js';
export * from './create-snapshots.migration.js';
export * from './group-commit.js';
export * from './postgres-event-history.js';
export * from './postgres-event-log.js';
export * from './postgres-snapshot-store.js';
