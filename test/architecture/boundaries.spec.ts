import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

interface Breach {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

const root = resolve(import.meta.dirname, '../..');
const fixtures = 'test/architecture/fixtures';
// A folder of code for each rule, named after it, that breaks this rule and no other.
const breakers = readdirSync(resolve(root, fixtures));

describe('the boundaries', () => {
  let found: Record<string, readonly Breach[]>;

  beforeAll(async () => {
    found = await findBreaches(breakers.map((name) => `${fixtures}/${name}`));
  }, 30_000);

  it.each(breakers)('notice a breach of %s', (name) => {
    const rules = found[`${fixtures}/${name}`]?.map(({ rule }) => rule);
    expect(new Set(rules)).toEqual(new Set([name]));
  });

  it('have no rule without code that breaks it', async () => {
    const { boundaries } = (await import(resolve(root, '.dependency-cruiser.mjs'))) as {
      boundaries: () => readonly { name: string }[];
    };
    expect(breakers).toEqual(expect.arrayContaining(boundaries().map(({ name }) => name)));
  });

  it('leave the translator of a context alone', () => {
    const translators = found[`${fixtures}/integration-alone-translates`]?.map(({ from }) => from);
    expect(translators).toEqual([expect.stringContaining('/reactions/cancel-on-decline.ts')]);
  });

  it('hold in this repository', async () => {
    expect(await findBreaches([])).toEqual({ '': [] });
  }, 60_000);
});

async function findBreaches(trees: readonly string[]): Promise<Record<string, readonly Breach[]>> {
  const { NODE_OPTIONS: _ignored, ...env } = process.env;
  const command = [resolve(root, 'scripts/boundaries.mjs'), '--json', ...trees];
  // It ends with 1 when it found something, which is what we want of the fixtures.
  const { stdout } = await promisify(execFile)(process.execPath, command, { env }).catch(
    (error: { stdout: string }) => error,
  );
  return JSON.parse(stdout) as Record<string, readonly Breach[]>;
}
