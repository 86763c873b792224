import type { PersonalData } from '#platform/core';
import type { Queryable } from '#platform/database';
import { decrypt, encrypt, type Key } from './cipher.js';
import type { KeyOrNone, PersonalKeys } from './personal-keys.js';

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

type Fields = Readonly<Record<string, unknown>>;

/** What was opened of a page of events. */
export interface Opened {
  /** The data in clear, where there was something to open. */
  readonly data?: unknown;
  /** Why the data cannot be opened, though nobody has forgotten the person. */
  readonly missing?: string;
}

/**
 * Seals the personal fields of events where they enter the log, and opens them where they leave it. A sealed field says whose
 * key it is under, so it is opened whatever its event is called today; a field that older code stored in clear is left as it is.
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
  toldOf({ data }: Pick<Written, 'data'>): readonly string[] {
    return sealedIn(data).map(([, { of }]) => of);
  }

  /** Whether an event is stored with less than was given, because somebody is forgotten. */
  isErased(given: Written, stored: Pick<Written, 'data'>): boolean {
    return this.fieldsSetIn(given).length > sealedIn(stored.data).length;
  }

  /** The event in its stored form without what it tells of these people. */
  erase<E extends Written>(event: E, forgotten: ReadonlySet<string>): E {
    const fields = sealedIn(event.data).filter(([, { of }]) => forgotten.has(of));
    if (fields.length === 0) return event;
    const inPlace = fields.map(([field]) => [field, this.erased(event.type, field)]);
    return { ...event, data: { ...(event.data as Fields), ...(Object.fromEntries(inPlace) as Fields) } };
  }

  /** The person after whom an event leaves nothing. */
  forgottenBy({ type, data }: Pick<Written, 'type' | 'data'>): string | undefined {
    const { forgottenAfter } = this.declared;
    return Object.hasOwn(forgottenAfter, type) ? String((data as Fields)[forgottenAfter[type]!]) : undefined;
  }

  /** Takes note of people who are forgotten. */
  learn(subjects: readonly string[]): void {
    if (this.keys.learnDestroyed(subjects)) this.tell();
  }

  /** Gives what is in the sealed fields of stored events; nothing for those without any. Whom one of them forgets is forgotten in all. */
  async open(events: readonly Stored[]): Promise<(event: Stored) => Opened> {
    this.learn(events.flatMap((event) => this.forgottenBy(event) ?? []));
    const subjects = events.flatMap(({ data }) => sealedIn(data).map(([, { of }]) => of));
    if (subjects.length === 0) return () => ({});
    const keys = await this.keys.find(subjects);
    return (event) => this.opened(event, keys);
  }

  private subjectOf({ type, data }: Written): string | undefined {
    const declared = this.fieldsOf(type);
    return declared && String((data as Fields)[declared.of]);
  }

  private fieldsSetIn({ type, data }: Written): readonly (readonly [string, unknown])[] {
    return Object.entries(this.fieldsOf(type)?.erased ?? {}).filter(([field]) => (data as Fields)[field] !== undefined);
  }

  private sealed<E extends Written>(event: E, keys: ReadonlyMap<string, KeyOrNone>): E {
    const { id, type, data } = event;
    const declared = this.fieldsOf(type);
    if (declared === undefined) return event;
    const of = this.subjectOf(event)!;
    const key = keys.get(of)!;
    const fields = this.fieldsSetIn(event);
    const inPlace = fields.map(([field, erased]) => [
      field,
      key === 'destroyed' ? erased : sealedField(key, of, `${id} ${field}`, (data as Fields)[field]),
    ]);
    return { ...event, data: { ...(data as Fields), ...(Object.fromEntries(inPlace) as Fields) } };
  }

  private opened({ event_id: id, type, data }: Stored, keys: ReadonlyMap<string, KeyOrNone>): Opened {
    const fields = sealedIn(data);
    if (fields.length === 0) return {};
    const lost = fields.find(([, { of }]) => !keys.has(of));
    if (lost !== undefined)
      return { missing: `the key of ${lost[1].of} is not there. Restore the table personal_keys of this context` };
    try {
      const inPlace = fields.map(([field, sealed]) => {
        const key = keys.get(sealed.of)!;
        return [field, key === 'destroyed' ? this.erased(type, field) : openField(key, `${id} ${field}`, sealed)];
      });
      return { data: { ...(data as Fields), ...(Object.fromEntries(inPlace) as Fields) } };
    } catch {
      return { missing: 'its personal data do not open with the key of the person: they or the key were changed' };
    }
  }

  private erased(type: string, field: string): unknown {
    return this.fieldsOf(type)?.erased[field] ?? null;
  }

  private fieldsOf(type: string) {
    const { fields } = this.declared;
    return Object.hasOwn(fields, type) ? fields[type] : undefined;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function sealedIn(data: unknown): readonly (readonly [string, Sealed])[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).filter((entry): entry is [string, Sealed] => isSealed(entry[1]));
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
