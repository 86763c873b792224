/** What is in the paths of operators' routes. */
export const contextInPath = {
  description: 'The name of a context.',
  pattern: '^[a-z][a-z0-9-]*$',
  examples: ['orders'],
};
export const consumerInPath = {
  description: 'The durable name of a consumer.',
  examples: ['orders.order-view'],
};
