export * from './directory-archive.js';
export * from './settings.js';
