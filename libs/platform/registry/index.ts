export * from './addresses.js';
export * from './advertised-origin.js';
export * from './announcer.js';
export * from './combined-addresses.js';
export * from './dns-addresses.js';
export * from './listeners.js';
export * from './settings.js';
export * from './static-addresses.js';
