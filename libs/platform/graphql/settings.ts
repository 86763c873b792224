import { flag, setting, wholeNumber } from '#platform/config';

export const depthLimit = setting(
  'GRAPHQL_DEPTH',
  wholeNumber(1),
  'how many fields deep a GraphQL operation may reach',
  {
    default: '10',
  },
);
export const aliasLimit = setting('GRAPHQL_ALIASES', wholeNumber(0), 'how many aliases a GraphQL operation may use', {
  default: '15',
});
export const tokenLimit = setting('GRAPHQL_TOKENS', wholeNumber(1), 'how many tokens a GraphQL document may have', {
  default: '1000',
});
const exploring = setting(
  'GRAPHQL_EXPLORER',
  flag,
  'whether the GraphQL schema can be looked at from outside, by introspection and in the explorer; unset, except in production',
);

/** Whether introspection and the explorer are open. */
export function isExplorable(): boolean {
  return exploring.value ?? process.env['NODE_ENV'] !== 'production';
}
