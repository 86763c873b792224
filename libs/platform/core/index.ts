export * from './aggregate.js';
export * from './contract.js';
export * from './event.js';
export * from './ports.js';
export * from './process-manager.js';
export * from './receipt.js';
export * from './refusal.js';
export * from './stream.js';
