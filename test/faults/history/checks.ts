import { tooMuch } from '../held.js';
import type { Entry, History } from './history.js';

/** Finds what a history must not hold; one sentence each. */
export type Check = (history: History) => readonly string[];

type Of<What extends Entry['what']> = Extract<Entry, { readonly what: What }>;

const only = <What extends Entry['what']>(history: History, what: What): readonly Of<What>[] =>
  history.filter((entry): entry is Of<What> => entry.what === what);
const place = ({ bell, nth }: { readonly bell: string; readonly nth: number }): string => `${bell} ${nth}`;
const few = (sentences: readonly string[]): readonly string[] => sentences.slice(0, 5);

/** Whoever hears the bells: each with all that it has applied. */
function bySubscriber(history: History) {
  return Map.groupBy(only(history, 'applied'), ({ by }) => by);
}

/** What was acknowledged is in the log, where it was said to be, and what is in the log has reached every subscriber. */
const nothingIsLost: Check = (history) => {
  const recorded = only(history, 'recorded');
  const places = new Map(recorded.map((sound) => [sound.ring, place(sound)]));
  const lost = only(history, 'acknowledged').flatMap((sound) => {
    const at = places.get(sound.ring);
    if (at === undefined) return [`${place(sound)} was acknowledged and is gone`];
    return at === place(sound) ? [] : [`${place(sound)} was acknowledged and is ${at}`];
  });
  const unheard = [...bySubscriber(history)].flatMap(([by, applied]) => {
    const heard = new Set(applied.map(place));
    return few(recorded.flatMap((sound) => (heard.has(place(sound)) ? [] : [`${by} has never heard ${place(sound)}`])));
  });
  return [...lost, ...unheard];
};

/** What is in the log was asked for and not refused, and nobody hears what is not in the log. */
const nothingIsInvented: Check = (history) => {
  const refused = new Set(only(history, 'refused').map(({ ring }) => ring));
  const asked = new Set(only(history, 'invoked').flatMap(({ ring }) => (refused.has(ring) ? [] : [ring])));
  const recorded = only(history, 'recorded');
  const real = new Set(recorded.map(place));
  const invented = recorded.flatMap((sound) => (asked.has(sound.ring) ? [] : [`nobody asked for ${place(sound)}`]));
  const imagined = [...bySubscriber(history)].flatMap(([by, applied]) =>
    few(applied.flatMap((sound) => (real.has(place(sound)) ? [] : [`${by} imagines ${place(sound)}`]))),
  );
  return [...invented, ...imagined];
};

/** Each ringing was recorded once, however often it was asked for, and applied once by each subscriber. */
const nothingHappensTwice: Check = (history) => {
  const recorded = repeated(only(history, 'recorded').map(({ ring }) => ring)).map((ring) => `${ring} was rung twice`);
  const applied = [...bySubscriber(history)].flatMap(([by, all]) =>
    few(repeated(all.map(place)).map((sound) => `${by} has applied ${sound} twice`)),
  );
  return [...recorded, ...applied];
};

/** The log numbers each bell 1, 2, 3 …, and so do those who write down what they hear as it comes. */
const everybodyHearsInOrder: Check = (history) => {
  const inOrder = (who: string, sounds: readonly { readonly bell: string; readonly nth: number }[]) =>
    [...Map.groupBy(sounds, ({ bell }) => bell)].flatMap(([bell, all]) => {
      const wrong = all.findIndex(({ nth }, index) => nth !== index + 1);
      return wrong === -1 ? [] : [`${who} has ${bell} ${all[wrong]!.nth} where ${bell} ${wrong + 1} belongs`];
    });
  const writers = [...bySubscriber(history)].filter(([by]) => by !== unordered);
  return [
    ...inOrder('the log', only(history, 'recorded')),
    ...writers.flatMap(([by, applied]) => inOrder(by, applied)),
  ];
};

/** Its answers wait for timers, which elapse in any order. */
const unordered = 'answers';

/** No two were told that theirs is the nth ringing of a bell, or the same position. */
const oneWinsEachVersion: Check = (history) => {
  const acknowledged = only(history, 'acknowledged');
  return [
    ...repeated(acknowledged.map(place)).map((version) => `${version} was given to two`),
    ...repeated(acknowledged.map(({ position }) => `position ${position}`)).map((one) => `${one} was given to two`),
  ];
};

/** A checkpoint is never seen before where it was seen already. */
const noCheckpointGoesBack: Check = (history) => {
  const furthest = new Map<string, Of<'stored'>>();
  return only(history, 'stored').flatMap((now) => {
    const before = furthest.get(now.consumer);
    furthest.set(now.consumer, now);
    const isBack = before !== undefined && before.generation === now.generation && before.position > now.position;
    return isBack ? [`the checkpoint of ${now.consumer} went from ${before.position} back to ${now.position}`] : [];
  });
};

/** The outside was called for all that was recorded, each under a key of its own, and first in the order of each bell. */
const theOutsideIsCalled: Check = (history) => {
  const firstCalls = new Map<string, Of<'called'>>();
  const keys = new Map<string, string>();
  const confused = only(history, 'called').flatMap((call) => {
    if (!firstCalls.has(place(call))) firstCalls.set(place(call), call);
    const known = keys.get(call.key) ?? place(call);
    keys.set(call.key, known);
    const isOther = known !== place(call) || firstCalls.get(place(call))!.key !== call.key;
    return isOther ? [`the outside was called for ${place(call)} and ${known} under one key, or two`] : [];
  });
  const hasOutside = firstCalls.size > 0;
  const missing = only(history, 'recorded').filter((sound) => hasOutside && !firstCalls.has(place(sound)));
  return [...confused, ...few(missing.map((sound) => `the outside was never called for ${place(sound)}`))];
};

/** Two read models of the same events are equal. */
const rebuildsEqualWhatServes: Check = (history) =>
  only(history, 'compared').some(({ differ }) => differ)
    ? ['a read model built anew differs from the one that serves']
    : [];

/** No timer elapses before its time. */
const noTimerIsEarly: Check = (history) =>
  only(history, 'waited').flatMap(({ milliseconds, atLeast }) =>
    milliseconds >= atLeast ? [] : [`a timer of ${atLeast} ms elapsed after ${milliseconds} ms`],
  );

/** Nothing grows beyond its bound. */
const nothingGrows: Check = (history) => tooMuch(only(history, 'held'));

/** Who cannot work does not say that he is ready, and who can does. */
const healthIsTold: Check = (history) =>
  only(history, 'health').flatMap(({ ready, works }) => {
    if (ready === works) return [];
    return [
      works ? 'a process that could work said that it could not' : 'a process said it was ready and could not work',
    ];
  });

function repeated(all: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return [...new Set(all.filter((one) => seen.has(one) || !seen.add(one)))];
}

export const checks = {
  nothingIsLost,
  nothingIsInvented,
  nothingHappensTwice,
  everybodyHearsInOrder,
  oneWinsEachVersion,
  noCheckpointGoesBack,
  theOutsideIsCalled,
  rebuildsEqualWhatServes,
  noTimerIsEarly,
  nothingGrows,
  healthIsTold,
} satisfies Record<string, Check>;

/** All that is wrong in a history. */
export function wrongIn(history: History): readonly string[] {
  return Object.values(checks).flatMap((check: Check) => check(history));
}
