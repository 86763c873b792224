export * from './data-directory.js';
export * from './schemas.js';
export * from './setting.js';
