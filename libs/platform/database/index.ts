export * from './column-values.js';
export * from './database.js';
export * from './errors.js';
export * from './migrate.js';
export * from './pool.js';
export * from './provision.js';
export * from './server-checks.js';
export * from './typeorm.js';
