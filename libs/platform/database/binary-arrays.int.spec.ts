import { openContextDatabase, type ContextDatabase } from '#test/context-database';
import { booleanArray, integerArray, jsonArray, textArray, uuidArray } from './binary-arrays.js';

let context: ContextDatabase;
beforeAll(async () => {
  context = await openContextDatabase('tests', []);
});
afterAll(() => context.close());

/** What the server makes of an array, each element as text. */
async function read(array: Buffer, type: string): Promise<unknown> {
  const { rows } = await context.database.query<{ read: unknown }>(`select $1::${type}[]::text[] as read`, [array]);
  return rows[0]!.read;
}

const uuid = '0199f0a0-0000-7000-8000-00000000000f';

describe('an array in the binary format is read by the server as it was given', () => {
  it.each(['plain', '', '"quoted" \\ {braces}, NULL', 'čaj 🍵', '\u00a0\n'])('text %j', async (text) => {
    expect(await read(textArray([text, null, 'NULL', text]), 'text')).toEqual([text, null, 'NULL', text]);
  });

  it.each(['{"of":"čaj 🍵"}', '"\\u0000"', '[ ]'])('json %s', async (json) => {
    expect(await read(jsonArray([json, null, json]), 'json')).toEqual([json, null, json]);
  });

  it.each([0, 1, -1, 2_147_483_647, -2_147_483_648])('integer %i', async (integer) => {
    expect(await read(integerArray([integer, null]), 'integer')).toEqual([`${integer}`, null]);
  });

  it('booleans', async () => {
    expect(await read(booleanArray([true, false, null]), 'boolean')).toEqual(['true', 'false', null]);
  });

  it('UUIDs, whatever their letters', async () => {
    expect(await read(uuidArray([uuid, null, uuid.toUpperCase()]), 'uuid')).toEqual([uuid, null, uuid]);
  });

  it('without elements', async () => {
    expect(await read(textArray([]), 'text')).toEqual([]);
  });
});

it.each(['', 'no uuid', uuid.slice(1), `${uuid}0`, `${uuid.slice(0, -1)}g`, uuid.replaceAll('-', '')])(
  'what is no UUID is refused: %j',
  (text) => {
    expect(() => uuidArray([uuid, text])).toThrow(new RangeError(`"${text}" is no UUID`));
  },
);
