/**
 * What JSON gives back of the data of an event. A text for a value (`string`, `"card"`, `null | number`); an object for an object,
 * with a `?` behind the names of optional fields; `[]` for the items of a list, `[string]` for the values under any name, and
 * `| 1`, `| 2` … for the members of a union of objects.
 */
export type Shape = string | { readonly [name: string]: Shape };

/** Shapes by type of event. */
export type Shapes = Readonly<Record<string, Shape>>;

/** Shapes by type of event and version, as they are committed. */
export type StoredShapes = Readonly<Record<string, Readonly<Record<string, Shape>>>>;

/** How a shape differs from the one that is stored: what only adds optional fields is harmless, all else is listed. */
export interface Change {
  readonly isHarmless: boolean;
  readonly harm: readonly string[];
}

/** What changed between two shapes; undefined when nothing did. */
export function changeOf(stored: Shape, present: Shape, path = ''): Change | undefined {
  if (typeof stored === 'string' || typeof present === 'string')
    return stored === present
      ? undefined
      : harm(`${path || 'the data'} was ${inOneLine(stored)} and is ${inOneLine(present)}`);
  const changes = Object.keys({ ...stored, ...present }).flatMap((name) => {
    const inner = path === '' || name === '[]' ? `${path}${name}` : `${path}.${name}`;
    const [before, now] = [stored[name], present[name]];
    if (before === undefined) return name.endsWith('?') ? harmless : harm(`${inner} is new and not optional`);
    if (now === undefined) return harm(`${inner} is gone`);
    return changeOf(before, now, inner) ?? [];
  });
  if (changes.length === 0) return undefined;
  return { isHarmless: changes.every(({ isHarmless }) => isHarmless), harm: changes.flatMap(({ harm }) => harm) };
}

const harmless: Change = { isHarmless: true, harm: [] };

function harm(what: string): Change {
  return { isHarmless: false, harm: [what] };
}

function inOneLine(shape: Shape): string {
  return typeof shape === 'string' ? shape : JSON.stringify(shape);
}
