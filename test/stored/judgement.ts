import type { EventTypes } from '#platform/core';
import { changeOf, type Shape, type Shapes, type StoredShapes } from './shape.js';
import { keptOf, versionsUpTo } from './stored-events.js';

/** What is to be said of a file of events, and what `npm run docs` makes of its committed shapes. */
export interface Judgement {
  readonly sentences: readonly string[];
  readonly upToDate: StoredShapes;
}

/** Holds the shapes that the code has against those that are committed. */
export function judge(stored: StoredShapes, present: Shapes, types: EventTypes): Judgement {
  const names = Object.keys(present).flatMap((type) => types.namesOf(type));
  const gone = Object.keys(stored).filter((type) => !names.includes(type));
  const judged = Object.entries(present).map(([type, shape]) => judgeType(type, shape, stored, types));
  const added = judged.flatMap(({ add }) => add ?? []);
  return {
    sentences: [
      ...gone.map(
        (type) =>
          `${type} is stored for ever, but the code knows it no more: keep its type, or say in the past of its context under \`renamed\` what it is called now.`,
      ),
      ...judged.flatMap(({ sentences }) => sentences),
    ],
    upToDate: Object.fromEntries([
      ...Object.entries(stored),
      ...added.map(([type, version, shape]) => [type, { ...stored[type], [version]: shape }] as const),
    ]),
  };
}

interface JudgedType {
  readonly sentences: readonly string[];
  readonly add?: readonly (readonly [type: string, version: number, shape: Shape])[];
}

function judgeType(type: string, shape: Shape, stored: StoredShapes, types: EventTypes): JudgedType {
  const version = types.versionOf(type);
  const kept = keptOf(stored, types.namesOf(type));
  const newer = Object.keys(kept).filter((one) => Number(one) > version);
  if (newer.length > 0)
    return say(
      `${type} is stored in version ${newer.join(', ')}, but its upcasters end at ${version}: bring them back. What is stored stays stored.`,
    );
  const missing = versionsUpTo(version - 1).filter((one) => kept[one] === undefined);
  if (missing.length > 0)
    return say(
      `${type} lacks the shape of its version ${missing.join(', ')}: bring it back from the history of the file.`,
    );
  const last = kept[version];
  const add = { add: [[type, version, shape]] as const };
  if (last === undefined)
    return { ...say(`${type} has a version ${version} that is not entered yet. Run: npm run docs`), ...add };
  const change = changeOf(last, shape);
  if (change === undefined) return { sentences: [] };
  if (change.isHarmless)
    return { ...say(`${type} has more optional fields than are entered. Run: npm run docs`), ...add };
  return say(
    `${type} changed its shape, but version ${version} of it is stored for ever: ${change.harm.join('; ')}. ` +
      `Add an upcaster from version ${version} to ${version + 1} to the past of its context, then run: npm run docs`,
  );
}

function say(sentence: string): JudgedType {
  return { sentences: [sentence] };
}
