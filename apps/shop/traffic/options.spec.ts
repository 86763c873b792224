import { jest } from '@jest/globals';
import { CommanderError } from 'commander';
import { parse } from './options.js';

describe('the options', () => {
  it('ask for 1000 orders of a shop on this machine when nothing is said', () => {
    const options = { url: 'http://localhost:3000', orders: 1000, concurrency: 32, patience: 60_000, json: false };
    expect(parse([])).toEqual({ ...options, checkOnly: false, seed: expect.any(Number) });
  });

  it('take a seed and everything else', () => {
    const args = ['--orders', '20', '--concurrency=4', '--seed', '7', '--url', 'https://shop.example/', '--json'];
    expect(parse([...args, '--check-only'])).toMatchObject({
      orders: 20,
      concurrency: 4,
      seed: 7,
      url: 'https://shop.example',
      json: true,
      checkOnly: true,
    });
  });

  it.each([
    [['--orders', '0'], 'It must be a whole number from 1 to 1000000.'],
    [['--orders', '1e3'], 'It must be a whole number from 1 to 1000000.'],
    [['--concurrency', '-1'], 'It must be a whole number from 1 to 1000.'],
    [['--url', 'localhost'], 'It must be an address such as http://localhost:3000, without a path.'],
    [['--url', 'http://localhost/shop'], 'It must be an address such as http://localhost:3000, without a path.'],
    [['--colour'], "unknown option '--colour'"],
    [['1000'], 'too many arguments'],
  ])('refuse %j', (args, sentence) => {
    const printed = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => parse(args)).toThrow(CommanderError);
    expect(printed.mock.calls.flat().join('')).toContain(sentence);
    printed.mockRestore();
  });
});
