import { commandLine, roundsOf, type Wanted } from './command-line.js';
import { chosen } from './measures.js';

const measures = [
  { name: 'append-one', title: 'Appends' },
  { name: 'soak', title: 'Long' },
];

function parsed(...args: readonly string[]): Wanted {
  const command = commandLine(measures)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts<Wanted>();
}

describe('the command line of the bench', () => {
  it('measures with five rounds, without peers and on a quiet machine only', () => {
    expect(parsed()).toEqual({ quick: false, force: false, peers: false });
    expect(roundsOf(parsed())).toBe(5);
  });

  it('knows all its options', () => {
    const wanted = parsed('--quick', '--force', '--peers', '--rounds=7', '--only=soak,append-one');
    expect(wanted).toEqual({ quick: true, force: true, peers: true, rounds: 7, only: ['soak', 'append-one'] });
    expect(roundsOf(wanted)).toBe(7);
  });

  it('does with two rounds when it is to be quick', () => expect(roundsOf(parsed('--quick'))).toBe(2));

  it('says which measures there are when one is named that is not', () => {
    expect(() => parsed('--only=appends')).toThrow('There is no appends. There are: append-one, soak.');
  });

  it.each(['0', '-1', '2.5', 'many'])('takes no %s for a number of rounds', (rounds) => {
    expect(() => parsed(`--rounds=${rounds}`)).toThrow('It is a whole number from 1 on.');
  });

  it('runs what takes long only when it is named', () => {
    expect(chosen(undefined).map(({ name }) => name)).not.toContain('soak');
    expect(chosen(['soak']).map(({ name }) => name)).toEqual(['soak']);
  });
});
