import type { ConsumerStanding } from '#platform/consumers';
import type { SystemApi } from './system-api.js';

/** How the consumers of all contexts stand, or of one. */
export async function standingsOf(api: SystemApi, only?: string): Promise<readonly ConsumerStanding[]> {
  const contexts = await api.contexts(only);
  const answers = await Promise.all(
    contexts.map((name) => api.get<{ readonly items: readonly ConsumerStanding[] }>(`/contexts/${name}/consumers`)),
  );
  return answers.flatMap(({ items }) => items);
}
