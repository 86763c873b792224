import { commandLineProgram } from './generated-pages.js';
import { pages, read } from './repository-files.js';

const examples = pages().flatMap((page) =>
  [...read(page).matchAll(/^npx tearline (.+)$/gm)].map(([, line]) => [page, line!] as const),
);

/** As a shell would. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => (quoted ?? bare)!);
}

describe('the command line in the guide', () => {
  it('is shown by examples', () => expect(examples.length).toBeGreaterThan(10));

  it.each(examples)('%s: npx tearline %s is what the program understands', async (_, line) => {
    await expect(commandLineProgram().parseAsync(words(line), { from: 'user' })).resolves.toBeDefined();
  });

  it.each([
    ['stream', 'missing required argument'],
    ['parked discard 1', 'required option'],
    ['events orders --colour red', 'unknown option'],
    ['sing', 'unknown command'],
  ])('would be noticed where it is wrong: %s', async (line, sentence) => {
    await expect(commandLineProgram().parseAsync(words(line), { from: 'user' })).rejects.toThrow(sentence);
  });
});
