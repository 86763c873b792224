import { posix } from 'node:path';
import { exists, read } from './repository-files.js';

const page = 'docs/guide/guarantees.md';
const sentences = read(page)
  .split('\n')
  .filter((line) => line.startsWith('- '));

interface Proof {
  readonly file: string;
  readonly title: string;
}

/** The test that a sentence names. */
function proofOf(sentence: string): Proof | undefined {
  const [, link, title] = /\]\(([^)]+)\): “([^”]+)”$/.exec(sentence) ?? [];
  return link === undefined ? undefined : { file: posix.join(posix.dirname(page), link), title: title! };
}

describe('each sentence of what is guaranteed', () => {
  it.each(sentences)('%s', (sentence) => {
    const proof = proofOf(sentence);
    expect(proof?.file).toMatch(/\.spec\.ts$|\/conformance\/\w+/);
    expect(exists(proof!.file)).toBe(true);
    expect(read(proof!.file)).toContain(`'${proof!.title}'`);
  });

  it('is one of many', () => expect(sentences.length).toBeGreaterThan(15));
});
