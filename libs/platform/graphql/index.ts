export * from './connection.js';
export * from './errors.js';
export * from './graphql.module.js';
export * from './graphql-route.js';
export * from './money.js';
export { placedBy, Places } from './places.js';
export * from './resolvers.js';
export * from './scalars.js';
export * from './tidy-schema.js';
