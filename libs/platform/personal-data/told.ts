import { commandSent, type PersonalData, type PersonalFields } from '#platform/core';

/** An event as far as it tells of people. */
export interface Telling {
  readonly type: string;
  readonly data: unknown;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Where an event tells of people: in its data, or, when a process remembers a command by it, in the content of that. */
export function fieldsIn({ type, data }: Telling): Fields {
  const told = type === commandSent ? (data as Fields | null)?.['content'] : data;
  return typeof told === 'object' && told !== null ? (told as Fields) : {};
}

/** The person whom a field names. Nobody where it is left out: there is no key of nobody. */
export function named(fields: Fields, field: string): string | undefined {
  const person = fields[field];
  return typeof person === 'string' && person !== '' ? person : undefined;
}

/** What is declared of the fields of an event, or of the command that it remembers. */
export function declaredOf(
  { fields, commands = {} }: PersonalData,
  { type, data }: Telling,
): PersonalFields | undefined {
  const [all, name] = type === commandSent ? [commands, String((data as Fields)['command'])] : [fields, type];
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

/** The data with these fields in place of those that it has. A remembered command says which of them are erased. */
export function withFields(event: Telling, inPlace: Fields, erased: readonly string[]): Fields {
  const fields = { ...fieldsIn(event), ...inPlace };
  if (event.type !== commandSent) return fields;
  return { ...(event.data as Fields), content: fields, ...(erased.length > 0 && { erased }) };
}
