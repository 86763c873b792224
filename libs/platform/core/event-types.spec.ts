import { aggregate } from './aggregate.js';
import { type Event, ignore, positionFrom, type RecordedEvent } from './event.js';
import { EventTypes, eventTypesOf, platformEvents, UnreadableEvent } from './event-types.js';
import { pastOf } from './past.js';

type Told = Event<'Told', { words: readonly string[]; at: string }>;
type Noted = Event<'Noted', { note: string }>;
interface ToldFirst {
  readonly text: string;
}
interface ToldSecond {
  readonly words: readonly string[];
}

const past = pastOf<Told | Noted>({
  upcast: {
    Told: [
      ({ text }: ToldFirst): ToldSecond => ({ words: text.split(' ') }),
      ({ words }: ToldSecond) => ({ words, at: 'unknown' }),
    ],
  },
  renamed: { Said: 'Told', Scribbled: 'Noted' },
});
const types = new EventTypes(past, (type) => ['Told', 'Noted'].includes(type));

const stored = (type: string, schemaVersion: number, data: unknown): RecordedEvent => ({
  position: positionFrom(7),
  stream: 'tests.tale-1',
  version: 1,
  type,
  schemaVersion,
  data,
  metadata: { commandId: 'c', correlationId: 'c' },
  id: 'e',
  recordedAt: '2026-01-31T12:00:00.000Z',
});

describe('an event that older code stored', () => {
  it.each([
    ['the first version', 'Told', 1, { text: 'once upon' }],
    ['the second version', 'Told', 2, { words: ['once', 'upon'] }],
    ['the first version under an older name', 'Said', 1, { text: 'once upon' }],
  ])('is read as today from %s', (_, type, version, data) => {
    const { unreadable, ...event } = types.read(stored(type, version, data));
    expect(unreadable).toBeUndefined();
    expect(event).toEqual(stored('Told', 3, { words: ['once', 'upon'], at: 'unknown' }));
  });

  it('keeps its version when only its name changed', () => {
    expect(types.read(stored('Scribbled', 1, { note: 'x' }))).toEqual(stored('Noted', 1, { note: 'x' }));
  });

  it('is found under each name it had', () => {
    expect(types.namesOf('Told')).toEqual(['Told', 'Said']);
  });
});

describe('an event of today', () => {
  it('is the very object that was stored', () => {
    const event = stored('Noted', 1, { note: 'x' });
    expect(types.read(event)).toBe(event);
  });

  it('is written in the version after the last upcaster', () => {
    expect([types.versionOf('Told'), types.versionOf('Noted')]).toEqual([3, 1]);
    expect(new EventTypes().versionOf('toString')).toBe(1);
  });
});

it('an event that nobody could read again is not written', () => {
  expect(() => types.versionOf('Sung')).toThrow('Sung cannot be stored: no aggregate folds it');
});

describe('an event that this code cannot read', () => {
  it.each([
    [
      'of an unknown type',
      stored('Sung', 1, {}),
      'unknown-type',
      /^Sung at position 7 in tests.tale-1 .* folds its type/,
    ],
    ['of a newer version', stored('Told', 4, {}), 'newer-version', /are of version 4 and this code knows 3/],
    ['whose upcaster fails', stored('Told', 1, {}), 'failed-upcaster', /from version 1 to 2 failed with TypeError: /],
    ['that is called like what every object has', stored('constructor', 1, {}), 'unknown-type', /constructor/],
  ])('is there all the same, %s, and throws when its data are asked for', (_, event, because, reason) => {
    const read = types.read(event);
    expect(read).toMatchObject({ position: 7, stream: 'tests.tale-1', type: event.type });
    expect(read.unreadable).toEqual({ because, reason: expect.stringMatching(reason) as string, data: event.data });
    expect(() => read.data).toThrow(UnreadableEvent);
    expect(() => read.data).toThrow(reason);
  });

  it('can be shown, with the data that are stored', () => {
    const shown = JSON.parse(JSON.stringify(types.read(stored('Sung', 1, { key: 'C' })))) as object;
    expect(shown).toMatchObject({ type: 'Sung', unreadable: { data: { key: 'C' } } });
    expect(shown).not.toHaveProperty('data');
  });
});

describe('a past', () => {
  it.each([
    ['a name that leads to an older one', { renamed: { Said: 'Told', Uttered: 'Said' } }],
    ['upcasters under an older name', { renamed: { Said: 'Told' }, upcast: { Said: [(data: object) => data] } }],
  ])('is refused with %s', (_, wrong) => {
    expect(() => pastOf(wrong as never)).toThrow('name the present type there');
  });
});

it('a past does not compile unless it ends in what the type says today', () => {
  // @ts-expect-error the last upcaster leaves out `at`
  pastOf<Told>({ upcast: { Told: [({ words }: ToldSecond) => ({ words })] } });
  // @ts-expect-error no event is called so
  pastOf<Told>({ renamed: { Said: 'Tolled' } });
});

describe('the types of a context', () => {
  aggregate<null, Noted>({ category: 'tales.tale', initial: null, evolve: { Noted: ignore } });
  platformEvents({ Wound: true });

  it('are those that its aggregates fold, the facts of processes, and those of the platform', () => {
    const types = eventTypesOf('tales', pastOf<Noted>({ renamed: { Scribbled: 'Noted' } }));
    const isKnown = (type: string) => types.read(stored(type, 1, {})).unreadable === undefined;
    expect(['Noted', 'Scribbled', 'Wound', 'users.user-closed.v1'].filter(isKnown)).toHaveLength(4);
    expect(['Told', 'users.Closed', 'toString'].filter(isKnown)).toEqual([]);
  });
});
