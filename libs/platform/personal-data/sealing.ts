import type { PersonalData } from '#platform/core';
import type { Queryable } from '#platform/database';
import { decrypt, encrypt, type Key } from './cipher.js';
import type { KeyOrNone, PersonalKeys } from './personal-keys.js';
import { declaredOf, type Fields, fieldsIn, named, type Telling, withFields } from './told.js';

/** An event on its way into the log. */
interface Written {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/** An event as it is stored. */
interface Stored {
  readonly event_id: string;
  readonly type: string;
  readonly data: unknown;
}

/** A field in its stored form: `$sealed` under the key of `of`. */
interface Sealed {
  readonly $sealed: string;
  readonly of: string;
}

/** What was opened of a page of events. */
export interface Opened {
  /** The data in clear, where there was something to open. */
  readonly data?: unknown;
  /** Why the data cannot be opened, though nobody has forgotten the person. */
  readonly missing?: string;
}

/**
 * Seals the personal fields of events where they enter the log, and opens them where they leave it. A sealed field says whose
 * key it is under, so it is opened whatever its event is called today; a field that older code stored in clear is left as it is,
 * and so is one of an event that names nobody.
 */
export class Sealing {
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly declared: PersonalData,
    private readonly keys: PersonalKeys,
  ) {}

  /** Calls the listener when somebody was forgotten: what it keeps in clear has to go. */
  onForgotten(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Destroys the key of a person. */
  async forget(subject: string): Promise<void> {
    await this.keys.destroy(subject);
    this.tell();
  }

  /** Notices whom other processes have forgotten. */
  async notice(): Promise<void> {
    if (await this.keys.noticeDestroyed()) this.tell();
  }

  /**
   * Gives the form in which events are stored. Of who is forgotten nothing is stored any more. Who is to be forgotten has
   * a key, too: a row that is there can be destroyed without waiting for another transaction that is about to make it.
   */
  async seal<E extends Written>(events: readonly E[], on?: Queryable): Promise<(event: E) => E> {
    const subjects = events.flatMap((event) => [this.subjectOf(event) ?? [], this.forgottenBy(event) ?? []].flat());
    if (subjects.length === 0) return (event) => event;
    const keys = await this.keys.ensure(subjects, on);
    return (event) => this.sealed(event, keys);
  }

  /** Whom an event as it is stored tells of, where that can be read. */
  toldOf(event: Telling): readonly string[] {
    return sealedIn(event).map(([, { of }]) => of);
  }

  /** Whether an event is stored with less than was given, because somebody is forgotten. */
  isErased(given: Telling, stored: Telling): boolean {
    const { length } = this.fieldsSetIn(given);
    return length > 0 && length > sealedIn(stored).length;
  }

  /** The event in its stored form without what it tells of these people. */
  erase<E extends Written>(event: E, forgotten: ReadonlySet<string>): E {
    const fields = sealedIn(event).flatMap(([field, { of }]) => (forgotten.has(of) ? field : []));
    if (fields.length === 0) return event;
    const inPlace = Object.fromEntries(fields.map((field) => [field, this.erased(event, field)]));
    return { ...event, data: withFields(event, inPlace, fields) };
  }

  /** The person after whom an event leaves nothing. */
  forgottenBy({ type, data }: Pick<Written, 'type' | 'data'>): string | undefined {
    const { forgottenAfter } = this.declared;
    return Object.hasOwn(forgottenAfter, type) ? named(data as Fields, forgottenAfter[type]!) : undefined;
  }

  /** Takes note of people who are forgotten. */
  learn(subjects: readonly string[]): void {
    if (this.keys.learnDestroyed(subjects)) this.tell();
  }

  /** Gives what is in the sealed fields of stored events; nothing for those without any. Whom one of them forgets is forgotten in all. */
  async open(events: readonly Stored[]): Promise<(event: Stored) => Opened> {
    this.learn(events.flatMap((event) => this.forgottenBy(event) ?? []));
    const subjects = events.flatMap((event) => this.toldOf(event));
    if (subjects.length === 0) return () => ({});
    const keys = await this.keys.find(subjects);
    return (event) => this.opened(event, keys);
  }

  private subjectOf(event: Telling): string | undefined {
    const declared = declaredOf(this.declared, event);
    return declared && named(fieldsIn(event), declared.of);
  }

  private fieldsSetIn(event: Telling): readonly string[] {
    const declared = declaredOf(this.declared, event);
    return declared && named(fieldsIn(event), declared.of)
      ? Object.keys(declared.erased).filter((field) => fieldsIn(event)[field] !== undefined)
      : [];
  }

  private sealed<E extends Written>(event: E, keys: ReadonlyMap<string, KeyOrNone>): E {
    const of = this.subjectOf(event);
    if (of === undefined) return event;
    const key = keys.get(of)!;
    const [fields, told] = [this.fieldsSetIn(event), fieldsIn(event)];
    const inPlace = fields.map((field) => [
      field,
      key === 'destroyed' ? this.erased(event, field) : sealedField(key, of, `${event.id} ${field}`, told[field]),
    ]);
    const data = withFields(event, Object.fromEntries(inPlace) as Fields, key === 'destroyed' ? fields : []);
    return { ...event, data };
  }

  private opened(event: Stored, keys: ReadonlyMap<string, KeyOrNone>): Opened {
    const fields = sealedIn(event);
    if (fields.length === 0) return {};
    const lost = fields.find(([, { of }]) => !keys.has(of));
    if (lost !== undefined)
      return { missing: `the key of ${lost[1].of} is not there. Restore the table personal_keys of this context` };
    try {
      const inPlace = fields.map(([field, sealed]) => {
        const key = keys.get(sealed.of)!;
        const place = `${event.event_id} ${field}`;
        return [field, key === 'destroyed' ? this.erased(event, field) : openField(key, place, sealed)];
      });
      const erased = fields.flatMap(([field, { of }]) => (keys.get(of) === 'destroyed' ? field : []));
      return { data: withFields(event, Object.fromEntries(inPlace) as Fields, erased) };
    } catch {
      return { missing: 'its personal data do not open with the key of the person: they or the key were changed' };
    }
  }

  private erased(event: Telling, field: string): unknown {
    return declaredOf(this.declared, event)?.erased[field] ?? null;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function sealedIn(event: Telling): readonly (readonly [string, Sealed])[] {
  return Object.entries(fieldsIn(event)).filter((entry): entry is [string, Sealed] => isSealed(entry[1]));
}

function isSealed(value: unknown): value is Sealed {
  if (typeof value !== 'object' || value === null) return false;
  const { $sealed, of } = value as Partial<Sealed>;
  return typeof $sealed === 'string' && typeof of === 'string' && Object.keys(value).length === 2;
}

function sealedField(key: Key, of: string, place: string, value: unknown): Sealed {
  return { $sealed: encrypt(key, place, Buffer.from(JSON.stringify(value))).toString('base64'), of };
}

function openField(key: Key, place: string, { $sealed }: Sealed): unknown {
  return JSON.parse(decrypt(key, place, Buffer.from($sealed, 'base64')).toString());
}
