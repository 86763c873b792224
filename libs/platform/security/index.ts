export * from './access.js';
export * from './access.guard.js';
export * from './declared-access.js';
export * from './passwords.js';
export * from './refusals.js';
export * from './token-issuer.js';
export * from './token-keys.js';
export * from './token-verifier.js';
