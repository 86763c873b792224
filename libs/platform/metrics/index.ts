export * from './exposition.js';
export * from './instruments.js';
export * from './scraped.js';
