import { GraphQLSchema, isObjectType, lexicographicSortSchema } from 'graphql';

/**
 * A schema with only what its root fields lead to, in the order of the names: types that happen to be loaded but belong to
 * no resolver of this process are left out, so that the same resolvers always give the same document.
 */
export function tidySchema(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  const behindInterfaces = config.types.filter((type) => isObjectType(type) && type.getInterfaces().length > 0);
  return lexicographicSortSchema(new GraphQLSchema({ ...config, types: behindInterfaces }));
}
