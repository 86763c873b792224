import type { Queryable } from '#platform/database';
import { positionFrom } from '#platform/core';
import type { AppendOutcome, StreamWrite } from '#platform/log';
import type { Answer, People } from './append-about-people.js';
import { appendExpected } from './append-expected.js';
import type { Appended } from './stored-event.js';

/** Appends that share a commit, each with its writes. */
type Groups = readonly (readonly StreamWrite[])[];

interface VerdictRow {
  readonly write: number;
  /** 3: the person of this number is forgotten. */
  readonly verdict: 0 | 1 | 2 | 3;
  readonly last_version: number;
  readonly last_position: string;
}

/** Is told what was appended without being judged. */
export type Note = (appended: Appended) => void;

const nobody: People = { about: [], forgotten: [] };

/** Appends groups that tell of nobody. */
export async function ask(on: Queryable, groups: Groups, note: Note): Promise<readonly AppendOutcome[]> {
  return outcomesFrom(groups, (await inShort(on, groups, nobody, note)) ?? (await judged(on, groups)));
}

/** Appends groups that tell of these people. */
export async function askAbout(on: Queryable, groups: Groups, people: People, note: Note): Promise<Answer> {
  const { about, forgotten } = people;
  if (about.length + forgotten.length === 0) return { outcomes: await ask(on, groups, note) };
  const rows = (await inShort(on, groups, people, note)) ?? (await judgedAbout(on, groups, people));
  const areForgotten = rows.flatMap(({ write, verdict }) => (verdict === 3 ? about[write - 1]! : []));
  return areForgotten.length > 0 ? { areForgotten } : { outcomes: outcomesFrom(groups, rows) };
}

/** Appends what is expected to be appended; undefined where something has to be judged. */
async function inShort(
  on: Queryable,
  groups: Groups,
  { about, forgotten }: People,
  note: Note,
): Promise<readonly VerdictRow[] | undefined> {
  if (forgotten.length > 0) return undefined;
  const writes = groups.flat();
  const appended = await appendExpected(on, writes, about);
  if (appended === undefined) return undefined;
  note(appended);
  let position = appended.after;
  return writes.map(({ expectedVersion, events }, index) => {
    position += events.length;
    const last_version = expectedVersion + events.length;
    return { write: index + 1, verdict: 0, last_version, last_position: `${position}` };
  });
}

async function judged(on: Queryable, groups: Groups): Promise<readonly VerdictRow[]> {
  const { rows } = await on.query<VerdictRow>({
    name: 'append',
    text: 'select * from append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)',
    values: parametersOf(groups),
  });
  return rows;
}

async function judgedAbout(
  on: Queryable,
  groups: Groups,
  { about, forgotten }: People,
): Promise<readonly VerdictRow[]> {
  const { rows } = await on.query<VerdictRow>({
    name: 'append about people',
    text: 'select * from append_about($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)',
    values: [about, forgotten.map(({ subject }) => subject), forgotten.map(({ by }) => by), ...parametersOf(groups)],
  });
  return rows;
}

function outcomesFrom(groups: Groups, rows: readonly VerdictRow[]): readonly AppendOutcome[] {
  let next = 0;
  return groups.map((writes) => {
    const verdicts = rows.slice(next, next + writes.length);
    next += writes.length;
    return outcomeFrom(writes, verdicts);
  });
}

function parametersOf(groups: Groups): unknown[] {
  const writes = groups.flatMap((group, part) => group.map((write) => ({ ...write, part })));
  const events = writes.flatMap(({ events }, index) =>
    events.map((event, nth) => ({ ...event, write: index + 1, nth: nth + 1 })),
  );
  return [
    writes.map(({ part }) => part),
    writes.map(({ stream }) => stream),
    writes.map(({ expectedVersion }) => expectedVersion),
    writes.map(({ events }) => events.length),
    writes.map(({ commandId }) => commandId ?? null),
    writes.map(({ events }) => events[0]!.id),
    events.map(({ write }) => write),
    events.map(({ nth }) => nth),
    events.map(({ type }) => type),
    events.map(({ schemaVersion }) => schemaVersion),
    events.map(({ data }) => JSON.stringify(data)),
    events.map(({ metadata }) => JSON.stringify(metadata)),
    events.map(({ id }) => id),
  ];
}

function outcomeFrom(writes: readonly StreamWrite[], verdicts: readonly VerdictRow[]): AppendOutcome {
  if (verdicts[0]!.verdict === 1) {
    const lost = writes.filter(({ expectedVersion }, index) => verdicts[index]!.last_version !== expectedVersion);
    return { outcome: 'conflict', streams: lost.map(({ stream }) => stream) };
  }
  return {
    outcome: verdicts[0]!.verdict === 0 ? 'appended' : 'repeated',
    writes: writes.map(({ stream }, index) => ({
      stream,
      version: verdicts[index]!.last_version,
      position: positionFrom(verdicts[index]!.last_position),
    })),
  };
}
