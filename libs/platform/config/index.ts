export * from './schemas.js';
export * from './setting.js';
