import { Command, InvalidArgumentError, Option } from 'commander';

export interface Wanted {
  readonly quick: boolean;
  /** Names of measures; undefined: all that are not long. */
  readonly only?: readonly string[];
  readonly force: boolean;
  readonly peers: boolean;
  readonly rounds?: number;
}

/** Fewer rounds say nothing about the spread. */
export const fewestRounds = 5;

/** The command line of `npm run bench`, for the measures that there are. */
export function commandLine(measures: readonly { readonly name: string; readonly title: string }[]): Command {
  const names = measures.map(({ name }) => name);
  const listed = measures.map(({ name, title }) => `  ${name.padEnd(14)}${title}`).join('\n');
  return new Command('npm run bench --')
    .description('Measures, each figure beside its limit or its peer and beside its target.')
    .option('--quick', 'small sizes and two rounds: to see that it works, not to be quoted', false)
    .addOption(new Option('--only <measures>', 'these alone, with commas between').argParser(namesAmong(names)))
    .option('--force', 'measure although the machine is busy', false)
    .option('--peers', 'install the peers into their own folder when they are missing, and measure them too', false)
    .option('--rounds <number>', `how often everyone has a turn (${fewestRounds})`, wholeNumber)
    .addHelpText('after', `\nMeasures:\n${listed}`);
}

/** How many rounds are run. */
export function roundsOf({ quick, rounds }: Wanted): number {
  return rounds ?? (quick ? 2 : fewestRounds);
}

function namesAmong(known: readonly string[]) {
  return (text: string): readonly string[] => {
    const names = text.split(',').map((name) => name.trim());
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length > 0)
      throw new InvalidArgumentError(`There is no ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
    return names;
  };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It is a whole number from 1 on.');
  return number;
}
