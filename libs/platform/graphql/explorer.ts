import type { YogaServerOptions } from 'graphql-yoga';
import { isExplorable } from './settings.js';

/** The explorer is one page that carries its scripts and styles within it and loads nothing from elsewhere. */
export const explorerPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
].join('; ');

/** GraphiQL at the GraphQL address, for browsers. Its nine megabytes are loaded when somebody first opens it. */
export function explorer(): Pick<YogaServerOptions<object, object>, 'graphiql' | 'renderGraphiQL'> {
  if (!isExplorable()) return { graphiql: false };
  return {
    graphiql: { title: 'GraphQL explorer' },
    renderGraphiQL: async (options) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options),
  };
}
