import type { DataOf, Event } from './event.js';

/** The names of fields that hold text. */
type TextOf<Data> = { [Field in keyof Data]: Data[Field] extends string ? Field : never }[keyof Data] & string;

/** The names of fields that hold text where older events have them, too. */
type TextIn<Data> = { [Field in keyof Data]-?: Data[Field] extends string | undefined ? Field : never }[keyof Data] &
  string;

/** Which fields of one type of event are about a person. */
export interface PersonalFields {
  /** The field that names the person. It is an id and not itself personal. Without it, as in older events, nothing is sealed. */
  readonly of: string;
  /** The personal fields, each with what is read in its place once the person is forgotten. */
  readonly erased: Readonly<Record<string, unknown>>;
}

/** What the log of one context holds about people. */
export interface PersonalData {
  readonly fields: Readonly<Record<string, PersonalFields>>;
  /** The fields of commands, by the names of their classes, as processes remember those that they sent. */
  readonly commands?: Readonly<Record<string, PersonalFields>>;
  /** The events after which a person is forgotten, each with the field that names the person. */
  readonly forgottenAfter: Readonly<Record<string, string>>;
}

/** The personal data in the events of a union. */
export interface PersonalDataOf<E extends Event> {
  readonly fields: {
    readonly [Type in E['type']]?: {
      readonly of: TextIn<DataOf<E, Type>>;
      readonly erased: { readonly [Field in keyof DataOf<E, Type>]?: DataOf<E, Type>[Field] };
    };
  };
  /** By the names of their classes; needed where a process hears of people, `{}` when it passes nothing of that on. */
  readonly commands?: Readonly<Record<string, PersonalFields>>;
  readonly forgottenAfter: { readonly [Type in E['type']]?: TextOf<DataOf<E, Type>> };
}

/**
 * Declares which fields of a context's events are about a person, and which events end that. The log keeps such fields under
 * a key of that person alone, which is destroyed after one of those events; from then on, `erased` is read in their place.
 *
 * @example
 * export const guestData = personalDataOf<GuestEvent>({
 *   fields: { GuestArrived: { of: 'guestId', erased: { name: 'erased' } } },
 *   forgottenAfter: { GuestForgotten: 'guestId' },
 * });
 */
export function personalDataOf<E extends Event>({ fields, commands, forgottenAfter }: PersonalDataOf<E>): PersonalData {
  for (const [type, { of, erased }] of Object.entries({ ...fields, ...commands } as Record<string, PersonalFields>)) {
    if (Object.hasOwn(erased, of)) throw new Error(`${type} cannot seal ${of}: it says whose key the others are under`);
  }
  return Object.freeze({ fields, ...(commands && { commands }), forgottenAfter } as PersonalData);
}
