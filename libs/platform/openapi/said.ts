import { applyDecorators, SetMetadata, type Type } from '@nestjs/common';
import type { JsonSchema } from './json-schema.js';

const summaryMetadata = 'tearline:summary';
const aboutMetadata = 'tearline:about';
const parametersMetadata = 'tearline:path-parameters';
const restMetadata = 'tearline:fields-in-rest';
const fieldsMetadata = 'tearline:described-fields';

type Described<Value> = Readonly<Record<string, Value>>;

/** What is in the path of a route, by the names of its parameters. */
export type PathParameterSchemas = Described<JsonSchema & { readonly description: string }>;

/**
 * Says in the API's description what a route does, in a few words and where they do not suffice in a sentence.
 *
 * @example
 * @Post()
 * @Summary('Place an order')
 * place() {}
 */
export const Summary = (summary: string, description?: string) =>
  SetMetadata(summaryMetadata, { summary, description });

/** Says in the API's description what the routes of a controller are about. Controllers whose paths begin alike need it once. */
export const About = (description: string) => SetMetadata(aboutMetadata, description);

/** Describes the parameters in the paths of a controller's routes. */
export const PathParameters = (parameters: PathParameterSchemas): ClassDecorator =>
  applyDecorators(SetMetadata(parametersMetadata, parameters));

/** Describes a field of a query or a body; also its shape, where rules of its own check it. */
export const Described =
  (description: string, shape: JsonSchema = {}): PropertyDecorator =>
  ({ constructor }, field) => {
    const described = { ...describedFieldsOf(constructor as Type), [field]: { description, ...shape } };
    Reflect.defineMetadata(fieldsMetadata, described, constructor);
  };

/** Describes what REST answers with beyond the fields that a type has in GraphQL. */
export const InRestAlso =
  (fields: Described<JsonSchema>): ClassDecorator =>
  (type) =>
    Reflect.defineMetadata(restMetadata, fields, type);

export function fieldsInRestOf(type: Type | undefined): Described<JsonSchema> {
  return type === undefined ? {} : ((Reflect.getMetadata(restMetadata, type) ?? {}) as Described<JsonSchema>);
}

export function summaryOf(handler: object): { readonly summary?: string; readonly description?: string } {
  return (Reflect.getMetadata(summaryMetadata, handler) ?? {}) as { summary?: string; description?: string };
}

export function aboutOf(controller: Type): string | undefined {
  return Reflect.getMetadata(aboutMetadata, controller) as string | undefined;
}

export function pathParametersOf(controller: Type): PathParameterSchemas {
  return (Reflect.getMetadata(parametersMetadata, controller) ?? {}) as PathParameterSchemas;
}

export function describedFieldsOf(type: Type): Described<JsonSchema> {
  return (Reflect.getMetadata(fieldsMetadata, type) ?? {}) as Described<JsonSchema>;
}
