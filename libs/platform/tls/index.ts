export * from './agent.js';
export * from './certificates.js';
export { checkTls, type Clients, knowsByCertificate, servesTls } from './material.js';
export * from './server.js';
export { NotConnected } from './turns.js';
