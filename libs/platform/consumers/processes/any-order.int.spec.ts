import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type ProcessManager, processManager } from '#platform/core';
import { eventually } from '#test/eventually';
import { LetterPostedV1, LetterRecalledV1, ReturnParcel } from '#test/post-office';
import { runPostOffice } from '#test/running-post-office';

const post = runPostOffice();

type Fact = 'posted' | 'recalled';

/** Each fact once or more often, in any order. */
const facts: fc.Arbitrary<readonly Fact[]> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .map(([posted, recalled]) => [...Array<Fact>(posted).fill('posted'), ...Array<Fact>(recalled).fill('recalled')])
  .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
const letters = fc.array(facts, { minLength: 20, maxLength: 20 });
const runs = { numRuns: 3, endOnFailure: true };

/** The facts of many letters, of all of them at once. */
async function tell(all: ReadonlyMap<string, readonly Fact[]>): Promise<void> {
  const { office } = post;
  const tellOf = async ([letter, own]: readonly [string, readonly Fact[]]) => {
    for (const fact of own) await (fact === 'posted' ? office.postLetter(letter) : office.recallLetter(letter));
  };
  await Promise.all([...all].map(tellOf));
}

async function heard(letter: string): Promise<readonly string[]> {
  const events = await post.office.postLog.readStream(`post.delivery-${letter}`, 0);
  return events.flatMap(({ type }) => /^desk\.letter-(\w+)\.v1$/.exec(type)?.[1] ?? []);
}

/** What became of each letter, once each has heard its facts, each once; two instances share the work, and one loses all its connections. */
async function outcomes(told: readonly (readonly Fact[])[], process?: ProcessManager): Promise<readonly string[][]> {
  const all = new Map(told.map((own) => [randomUUID() as string, own]));
  const given = process === undefined ? {} : { process };
  const [first, second] = [await post.start(['process'], given), await post.start(['process'], given)];
  await Promise.all([tell(all), first.cut('all')]);
  for (const [letter, own] of all) await eventually(async () => expect(await heard(letter)).toEqual(own));
  await Promise.all([first.stop(), second.stop()]);
  return Promise.all([...all.keys()].map((letter) => post.office.parcel(letter)));
}

/** Forgets a recall that comes before its letter. */
const Forgetful = processManager({
  name: 'post.delivery',
  facts: [LetterPostedV1, LetterRecalledV1],
  timers: {},
  initial: { posted: false, recalled: false },
  correlateBy: ({ data }) => data.letterId,
  evolve: {
    'desk.letter-posted.v1': (known) => ({ ...known, posted: true }),
    'desk.letter-recalled.v1': (known) => ({ ...known, recalled: known.posted }),
  },
  react: ({ recalled }, letterId) => (recalled ? [new ReturnParcel(letterId)] : []),
});

describe('a process in PostgreSQL', () => {
  it('comes to the same end, once, in whichever order its facts come and however often', async () => {
    const comesToOneEnd = async (told: readonly (readonly Fact[])[]) =>
      expect(await outcomes(told)).toEqual(told.map(() => ['ParcelReturned']));
    await fc.assert(fc.asyncProperty(letters, comesToOneEnd), runs);
  });

  it('to which the order matters is found out', async () => {
    const told: readonly (readonly Fact[])[] = [
      ['posted', 'recalled'],
      ['recalled', 'posted'],
    ];
    expect(await outcomes(told, Forgetful as never)).toEqual([['ParcelReturned'], []]);
  });
});
