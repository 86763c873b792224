import { checks, wrongIn } from './checks.js';
import type { Entry, History } from './history.js';

const sounds = ['a', 'b', 'c'].map((ring, index) => ({ bell: 'great', nth: index + 1, ring }));
const right: History = [
  ...sounds.map(({ bell, ring }): Entry => ({ what: 'invoked', bell, ring })),
  ...sounds.map((sound, index): Entry => ({ what: 'acknowledged', ...sound, position: index + 1 })),
  ...sounds.map((sound, index): Entry => ({ what: 'recorded', ...sound, position: index + 1 })),
  ...sounds.map(({ bell, nth }): Entry => ({ what: 'applied', by: 'heard', bell, nth })),
  ...sounds.map(({ bell, nth, ring }): Entry => ({ what: 'called', key: ring, bell, nth })),
  { what: 'called', key: 'b', bell: 'great', nth: 2 },
  { what: 'stored', consumer: 'heard', generation: 0, position: 2 },
  { what: 'stored', consumer: 'heard', generation: 0, position: 3 },
  { what: 'stored', consumer: 'heard', generation: 1, position: 1 },
  { what: 'compared', differ: false },
  { what: 'waited', milliseconds: 50, atLeast: 50 },
  { what: 'held', of: 'connections', amount: 7, atMost: 8 },
  { what: 'health', ready: false, works: false },
  { what: 'invoked', bell: 'great', ring: 'unanswered' },
  { what: 'invoked', bell: 'great', ring: 'refused' },
  { what: 'refused', bell: 'great', ring: 'refused', status: 422 },
];
const without = (gone: (entry: Entry) => boolean): History => right.filter((entry) => !gone(entry));
const and = (...more: readonly Entry[]): History => [...right, ...more];
const great = (nth: number) => ({ bell: 'great', nth });

it('find nothing in a history in which nothing is wrong', () => {
  expect(wrongIn(right)).toEqual([]);
});

it.each<[keyof typeof checks, string, History, string]>([
  [
    'nothingIsLost',
    'what was acknowledged and is gone',
    without(({ what, ...entry }) => what === 'recorded' && 'ring' in entry && entry.ring === 'c'),
    'great 3 was acknowledged and is gone',
  ],
  [
    'nothingIsLost',
    'what is not where it was said to be',
    and({ what: 'acknowledged', bell: 'great', nth: 7, ring: 'c', position: 7 }),
    'great 7 was acknowledged and is great 3',
  ],
  [
    'nothingIsLost',
    'what a subscriber has never heard',
    without((entry) => entry.what === 'applied' && entry.nth === 2),
    'heard has never heard great 2',
  ],
  [
    'nothingIsInvented',
    'what nobody asked for',
    and({ what: 'recorded', ...great(4), ring: 'd', position: 4 }),
    'nobody asked for great 4',
  ],
  [
    'nothingIsInvented',
    'what was refused and done',
    and({ what: 'recorded', ...great(4), ring: 'refused', position: 4 }),
    'nobody asked for great 4',
  ],
  [
    'nothingIsInvented',
    'what is not in the log',
    and({ what: 'applied', by: 'heard', ...great(9) }),
    'heard imagines great 9',
  ],
  [
    'nothingHappensTwice',
    'what was recorded twice',
    and({ what: 'recorded', ...great(4), ring: 'a', position: 4 }),
    'a was rung twice',
  ],
  [
    'nothingHappensTwice',
    'what was applied twice',
    and({ what: 'applied', by: 'heard', ...great(2) }),
    'heard has applied great 2 twice',
  ],
  [
    'everybodyHearsInOrder',
    'a log with a hole',
    without((entry) => entry.what === 'recorded' && entry.nth === 2),
    'the log has great 3 where great 2 belongs',
  ],
  [
    'everybodyHearsInOrder',
    'a subscriber that hears out of order',
    [
      ...without(({ what }) => what === 'applied'),
      ...[1, 3, 2].map((nth): Entry => ({ what: 'applied', by: 'heard', ...great(nth) })),
    ],
    'heard has great 3 where great 2 belongs',
  ],
  [
    'oneWinsEachVersion',
    'two winners of a version',
    and({ what: 'acknowledged', ...great(2), ring: 'unanswered', position: 8 }),
    'great 2 was given to two',
  ],
  [
    'oneWinsEachVersion',
    'two winners of a position',
    and({ what: 'acknowledged', ...great(4), ring: 'unanswered', position: 3 }),
    'position 3 was given to two',
  ],
  [
    'noCheckpointGoesBack',
    'a checkpoint that goes back',
    and({ what: 'stored', consumer: 'heard', generation: 1, position: 0 }),
    'the checkpoint of heard went from 1 back to 0',
  ],
  [
    'theOutsideIsCalled',
    'a call that was never made',
    without((entry) => entry.what === 'called' && entry.nth === 3),
    'the outside was never called for great 3',
  ],
  [
    'theOutsideIsCalled',
    'a call under another key',
    and({ what: 'called', key: 'z', ...great(2) }),
    'the outside was called for great 2 and great 2 under one key, or two',
  ],
  [
    'rebuildsEqualWhatServes',
    'a rebuild that differs',
    and({ what: 'compared', differ: true }),
    'a read model built anew differs from the one that serves',
  ],
  [
    'noTimerIsEarly',
    'a timer that was early',
    and({ what: 'waited', milliseconds: 40, atLeast: 50 }),
    'a timer of 50 ms elapsed after 40 ms',
  ],
  [
    'nothingGrows',
    'connections that were left behind',
    and({ what: 'held', of: 'connections', amount: 9, atMost: 8 }),
    'connections: 9 of 8',
  ],
  [
    'healthIsTold',
    'a process that hides that it cannot work',
    and({ what: 'health', ready: true, works: false }),
    'a process said it was ready and could not work',
  ],
  [
    'healthIsTold',
    'a process that says it cannot and could',
    and({ what: 'health', ready: false, works: true }),
    'a process that could work said that it could not',
  ],
])('%s finds %s', (check, _, history, sentence) => {
  expect(checks[check](history)).toContain(sentence);
});
