export { startEmbeddedPostgres } from './embedded-postgres.js';
export { isRunning } from './processes.js';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded-postgres.js';
