import { z } from 'zod';

/** Where every process describes itself to the gateways of its system. */
export const descriptionPath = '/internal/description';

/** What a process says of itself to a gateway. Fields may be added: a gateway talks to processes older and newer than itself. */
export const processDescription = z.object({
  contexts: z.array(z.string()),
  version: z.string(),
  state: z.enum(['ready', 'not-ready', 'draining']),
  routes: z.array(z.object({ method: z.string(), path: z.string(), context: z.string().nullable() })),
  problems: z.array(z.object({ code: z.string(), kind: z.string(), sentence: z.string() })),
  /** What further parts of the process say: its OpenAPI document, its GraphQL schema. */
  parts: z.record(z.string(), z.unknown()),
});
export type ProcessDescription = z.infer<typeof processDescription>;
