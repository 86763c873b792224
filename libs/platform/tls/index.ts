export * from './certificates.js';
export { checkTls, type Clients, clientMaterial, knowsByCertificate, servesTls } from './material.js';
export * from './renewed.js';
export * from './server.js';
