import type { OpenApiDocument } from '#platform/openapi';
import type { Routes } from './routes.js';

type Section = Readonly<Record<string, object>>;

const ordered = <T>(section: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(section).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** The descriptions of every context's REST routes as one document, the same that one process with all contexts serves. */
export class JoinedOpenApi {
  constructor(private readonly routes: Routes) {}

  get document(): OpenApiDocument {
    const documents = this.routes.descriptions.flatMap(
      ({ parts }) => (parts['openapi'] as OpenApiDocument | undefined) ?? [],
    );
    return joinDocuments(documents);
  }
}

/** Puts documents together: paths and components of one name are the same everywhere, so the first counts. */
export function joinDocuments(documents: readonly OpenApiDocument[]): OpenApiDocument {
  const [first = { openapi: '3.1.0', info: { title: 'API', version: '1' }, tags: [], paths: {}, components: {} }] =
    documents;
  const tags = new Map(documents.flatMap(({ tags = [] }) => tags.map((tag) => [tag.name, tag] as const)).toReversed());
  const kinds = [...new Set(documents.flatMap(({ components }) => Object.keys(components)))];
  const together = (sections: readonly Section[]) => ordered(Object.assign({}, ...sections.toReversed()) as Section);
  return {
    ...first,
    tags: [...tags.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    paths: ordered(Object.assign({}, ...documents.map(({ paths }) => paths).toReversed()) as OpenApiDocument['paths']),
    components: Object.fromEntries(
      kinds.map((kind) => [kind, together(documents.map(({ components }) => components[kind] ?? {}))]),
    ),
  };
}
