import { aggregate, type Event, EventTypes, type Past, pastOf } from '#platform/core';
import { publish } from '#platform/feed';
import { replay } from './replay.js';
import {
  committedSamples,
  committedShapes,
  eventsFiles,
  folderOf,
  type Home,
  homeOf,
  type Samples,
} from './stored-events.js';

describe.each(eventsFiles)('the samples of %s', (path) => {
  const [shapes, samples] = [committedShapes(path), committedSamples(path)];
  const versions = Object.entries(shapes).flatMap(([type, ofType]) =>
    Object.keys(ofType).map((version) => [type, version] as const),
  );
  let home: Home;
  beforeAll(async () => {
    home = await homeOf(folderOf(path));
  }, 60_000);

  it.each(versions)('can be read, folded and published today: %s in version %s', (type, version) => {
    expect(replay(type, version, shapes, samples, home)).toEqual([]);
  });

  it('are of events that are stored', () => {
    const sampled = Object.entries(samples).flatMap(([type, ofType]) => Object.keys(ofType).map((one) => [type, one]));
    expect(sampled.filter(([type, version]) => shapes[type!]?.[version!] === undefined)).toEqual([]);
  });
});

describe('a sample', () => {
  type Told = Event<'Told', { words: readonly string[] }>;
  const Tale = aggregate<number, Told>({
    category: 'tales.tale',
    initial: 0,
    evolve: { Told: (told, { words }) => told + words.length },
  });
  const past = pastOf<Told>({
    upcast: { Told: [({ text }: { text: string }) => ({ words: text.split(' ') })] },
    renamed: { Said: 'Told' },
  });
  const shapes = { Told: { 1: { text: 'string' }, 2: { words: { '[]': 'string' } } }, Said: { 1: { text: 'string' } } };
  const samples = { Told: { 1: { text: 'a b' }, 2: { words: ['a'] } }, Said: { 1: { text: 'a b' } } };
  const publication = publish<Told>('tales', {
    Told: ({ words }) => ({ type: 'tales.told.v1', data: words[0]!.length }),
  });
  const home = (of: Past = past): Home => ({
    types: new EventTypes(of),
    aggregates: [Tale as Home['aggregates'][number]],
    publication,
  });
  const replayed = (version: string, given: Samples = samples, of?: Past, type = 'Told') =>
    replay(type, version, shapes, given, home(of));

  it.each([
    ['of today', 'Told', '2'],
    ['of a former version', 'Told', '1'],
    ['under a former name', 'Said', '1'],
  ])('is fine %s', (_, type, version) => expect(replayed(version, samples, past, type)).toEqual([]));

  it.each<[string, string, Samples, Past | undefined, string]>([
    ['that is missing', '1', {}, undefined, 'there is no sample of Told in version 1'],
    ['that was brought to the shape of today', '1', { Told: { 1: { words: ['a'] } } }, undefined, 'not of version 1'],
    [
      'that nothing makes into what is read today',
      '1',
      samples,
      pastOf({ upcast: { Told: [(data: object) => data] } }),
      'read today, data.words',
    ],
    [
      'whose upcaster fails',
      '1',
      samples,
      pastOf({ upcast: { Told: [() => JSON.parse('') as unknown] } }),
      'upcaster from version 1 to 2 failed',
    ],
    [
      'that cannot be folded',
      '1',
      samples,
      pastOf({ upcast: { Told: [() => ({ words: null })] } }),
      'cannot be folded',
    ],
    ['that cannot be published', '2', { Told: { 2: { words: [] } } }, undefined, 'cannot be published'],
  ])('is refused %s', (_, version, given, of, complaint) => {
    expect(replayed(version, given, of).join('\n')).toContain(complaint);
  });
});
