import type { AppendOutcome, NewEvent, StreamWrite } from '#platform/log';
import type { Sealing } from '#platform/personal-data';

/** A write in the form in which it is to be stored, and the events as they were given. */
export interface SealedWrite extends StreamWrite {
  readonly given: readonly NewEvent[];
}

/** Writes that stand or fall together. */
type Group = readonly SealedWrite[];

/** What an append has to know of people. */
export interface People {
  /** Of whom something is to be stored that can be read. */
  readonly about: readonly string[];
  /** Whom it forgets, each with the number of the write that does, from 1. */
  readonly forgotten: readonly { readonly subject: string; readonly by: number }[];
}

/** The outcome of each group; or who is forgotten already, and nothing was appended. */
export type Answer = { readonly outcomes: readonly AppendOutcome[] } | { readonly areForgotten: readonly string[] };

/** Appends groups in one statement. */
export type Ask = (groups: readonly Group[], people: People) => Promise<Answer>;

/** Seals what writes tell of people; `on` where they are a part of a transaction. */
export async function sealedWrites(
  sealing: Sealing,
  writes: readonly StreamWrite[],
  ...on: Parameters<Sealing['seal']> extends [unknown, ...infer On] ? On : never
): Promise<Group> {
  const seal = await sealing.seal(
    writes.flatMap(({ events }) => events),
    ...on,
  );
  return writes.map((write) => ({ ...write, given: write.events, events: write.events.map(seal) }));
}

/**
 * Appends what is sealed, so that nothing that can be read of a person comes to lie behind the event that forgets them: the
 * statement refuses to append that, and what it names is erased before it is asked again.
 */
export async function appendAboutPeople(
  sealing: Sealing,
  groups: readonly Group[],
  ask: Ask,
): Promise<readonly AppendOutcome[]> {
  // Of one that forgets it has to be known whether it landed before those behind it are stored.
  const forgets = (group: Group) => group.some(({ events }) => events.some((event) => sealing.forgottenBy(event)));
  if (groups.length === 1 || !groups.some(forgets)) return appendTogether(sealing, groups, ask);
  const outcomes: AppendOutcome[] = [];
  for (const group of groups) outcomes.push(...(await appendTogether(sealing, [group], ask)));
  return outcomes;
}

async function appendTogether(sealing: Sealing, groups: readonly Group[], ask: Ask): Promise<readonly AppendOutcome[]> {
  let sealed = groups.map((group) => erasedBehind(sealing, group));
  for (;;) {
    const isRefused = sealed.map((group) => group.some((write) => write.isOfTheLiving && isErased(sealing, write)));
    const kept = sealed.filter((_, index) => !isRefused[index]);
    const answer = kept.length === 0 ? { outcomes: [] } : await ask(kept, peopleIn(sealing, kept));
    if ('outcomes' in answer) {
      const outcomes = answer.outcomes.map((outcome, index) => noting(sealing, kept[index]!, outcome)).values();
      return isRefused.map((refused) => (refused ? { outcome: 'forgotten' } : outcomes.next().value!));
    }
    const forgotten = new Set(answer.areForgotten);
    sealing.learn(answer.areForgotten);
    sealed = sealed.map((group) => group.map((write) => mapped(write, (event) => sealing.erase(event, forgotten))));
  }
}

/** A group that forgets somebody tells nothing of them afterwards. */
function erasedBehind(sealing: Sealing, group: Group): Group {
  const forgotten = new Set<string>();
  return group.map((write) =>
    mapped(write, (event) => {
      const erased = forgotten.size === 0 ? event : sealing.erase(event, forgotten);
      const subject = sealing.forgottenBy(event);
      if (subject !== undefined) forgotten.add(subject);
      return erased;
    }),
  );
}

function peopleIn(sealing: Sealing, groups: readonly Group[]): People {
  const writes = groups.flat();
  return {
    about: [...new Set(writes.flatMap(({ events }) => events.flatMap((event) => sealing.toldOf(event))))],
    forgotten: writes.flatMap(({ events }, index) =>
      events.flatMap((event) => {
        const subject = sealing.forgottenBy(event);
        return subject === undefined ? [] : [{ subject, by: index + 1 }];
      }),
    ),
  };
}

function mapped(write: SealedWrite, change: (event: NewEvent) => NewEvent): SealedWrite {
  return { ...write, events: write.events.map(change) };
}

function isErased(sealing: Sealing, { given, events }: SealedWrite): boolean {
  return given.some((event, index) => sealing.isErased(event, events[index]!));
}

function noting(sealing: Sealing, group: Group, outcome: AppendOutcome): AppendOutcome {
  const isLess = outcome.outcome === 'appended' && group.some((write) => isErased(sealing, write));
  return isLess ? { ...outcome, isErased: true } : outcome;
}
