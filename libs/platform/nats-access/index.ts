export * from './configuration.js';
export * from './names.js';
export * from './permissions.js';
export * from './settings.js';
