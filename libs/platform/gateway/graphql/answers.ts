import type { FieldNode, GraphQLError } from 'graphql';
import { z } from 'zod';
import { answeredElsewhere } from '#platform/graphql';

const error = z.looseObject({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});
const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(error).optional(),
});

/** What came back for one operation or for one part of it. */
export interface PartAnswer {
  /** Null when a field failed that must not be null; undefined when nothing was executed. */
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly GraphQLError[];
}

/** Reads what a context answered to a part. Its errors keep their codes, and get their places in the document that the client sent. */
export function readAnswer(received: unknown, fields: ReadonlyMap<string, FieldNode>): PartAnswer {
  const { data, errors = [] } = answer.parse(received);
  if (data === undefined && errors.length === 0) throw new Error('What a context answered is no answer of GraphQL');
  return {
    data,
    errors: errors.map(({ message, path, extensions }) => {
      const node = fields.get(String(path?.[0]));
      return answeredElsewhere(message, {
        ...(node && { nodes: [node] }),
        ...(path && { path }),
        ...(extensions && { extensions }),
      });
    }),
  };
}

/** The answer to the whole operation: every field in the order in which it was asked for. */
export function joinAnswers(answers: readonly PartAnswer[], keys: readonly string[]): PartAnswer {
  const errors = answers.flatMap((one) => one.errors);
  if (answers.length > 0 && answers.every(({ data }) => data === undefined)) return { data: undefined, errors };
  if (answers.some(({ data }) => data === null)) return { data: null, errors };
  const all: Record<string, unknown> = Object.assign({}, ...answers.map(({ data }) => data ?? {}));
  return {
    data: Object.fromEntries(keys.filter((key) => Object.hasOwn(all, key)).map((key) => [key, all[key]])),
    errors,
  };
}
