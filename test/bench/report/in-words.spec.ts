import { figure, inColumns, spread } from './in-words.js';

describe('figures in words', () => {
  it.each([
    [0, '0'],
    [0.00123, '0.0012'],
    [0.123, '0.12'],
    [9.876, '9.88'],
    [12.34, '12.3'],
    [123.4, '123'],
    [1_234_567.8, '1,234,568'],
    [20_000, '20,000'],
  ])('%d reads %s', (value, text) => expect(figure(value)).toBe(text));

  it('have their spread behind them', () => {
    expect(spread({ median: 2, least: 1.5, most: 1_000 })).toBe('2 (1.50 – 1,000)');
  });

  it('stand in columns as wide as they have to be', () => {
    const lines = [{ what: 'a', target: 'long one' }, { what: 'longer' }];
    expect(inColumns(lines)).toBe('what    target\na       long one\nlonger');
  });
});
