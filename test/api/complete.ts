interface Described {
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly object[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: { readonly $ref: string } } };
  };
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Answer {
  readonly description?: string;
  readonly content?: Readonly<
    Record<string, { readonly schema?: object; readonly example?: unknown; readonly examples?: object }>
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>> };
}

/** What an API's description leaves unsaid of its operations. */
export function unsaidIn({ paths, components }: Document): readonly string[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      unsaidOf(operation, components.schemas).map((unsaid) => `${method} ${path}: ${unsaid}`),
    ),
  );
}

function unsaidOf(operation: Described, schemas: Document['components']['schemas']): readonly string[] {
  const { summary, description, security, requestBody, responses } = operation;
  const statuses = Object.keys(responses);
  const body = requestBody?.content['application/json'].schema.$ref.split('/').at(-1);
  return [
    ...(summary ? [] : ['what it does']),
    ...(description ? [] : ['who it is for']),
    ...(security ? [] : ['its security']),
    ...(body === undefined || schemas[body]?.examples?.length ? [] : ['what its body looks like']),
    ...(statuses.filter((status) => status.startsWith('2')).length === 1 ? [] : ['one success']),
    ...statuses.flatMap((status) => unsaidOfAnswer(status, responses[status]!)),
  ];
}

function unsaidOfAnswer(status: string, { content, description }: Answer): readonly string[] {
  if (status === 'default') return [];
  if (!description) return [`what ${status} means`];
  if (status === '204') return [];
  const kinds = Object.values(content ?? {});
  if (kinds.length === 0) return [`the body of ${status}`];
  return kinds.flatMap(({ schema, example, examples }) => [
    ...(schema ? [] : [`the shape of ${status}`]),
    ...(example !== undefined || Object.keys(examples ?? {}).length > 0 ? [] : [`an example of ${status}`]),
  ]);
}
