export * from './description.js';
export * from './description.controller.js';
export * from './routes.js';
