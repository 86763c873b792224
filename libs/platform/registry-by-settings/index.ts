export * from './registry-by-settings.js';
