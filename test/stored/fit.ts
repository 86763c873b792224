import type { Shape } from './shape.js';

/** Where data are not of a shape; empty when they are. */
export function misfits(shape: Shape, data: unknown, path = 'data'): readonly string[] {
  if (typeof shape === 'string')
    return shape.split(' | ').some((one) => isOf(one, data)) ? [] : [`${path} is no ${shape}`];
  const members = Object.keys(shape).filter((name) => name.startsWith('| '));
  if (members.length > 0) {
    const fits = members.some((name) => misfits(shape[name]!, data).length === 0);
    return fits ? [] : [`${path} is of none of ${members.length} shapes`];
  }
  const isList = '[]' in shape;
  if (typeof data !== 'object' || data === null || Array.isArray(data) !== isList)
    return [`${path} is no ${isList ? 'list' : 'object'}`];
  const any = shape['[]'] ?? shape['[string]'];
  if (any === undefined) return misfitsOfFields(shape, data as Record<string, unknown>, path);
  return Object.entries(data).flatMap(([name, value]) => misfits(any, value, `${path}.${name}`));
}

function misfitsOfFields(
  shape: Exclude<Shape, string>,
  data: Record<string, unknown>,
  path: string,
): readonly string[] {
  const known = Object.keys(shape).map((key) => ({ key, name: key.replace(/\?$/, ''), isOptional: key.endsWith('?') }));
  const due = known.filter(({ name, isOptional }) => !isOptional || name in data);
  const surplus = Object.keys(data).filter((name) => !known.some((field) => field.name === name));
  return [
    ...due.flatMap(({ key, name }) => misfits(shape[key]!, data[name], `${path}.${name}`)),
    ...surplus.map((name) => `${path}.${name} is unknown to the shape`),
  ];
}

function isOf(one: string, data: unknown): boolean {
  if (['string', 'number', 'boolean'].includes(one)) return typeof data === one;
  return one === 'any JSON' ? data !== undefined : JSON.stringify(data) === one;
}
