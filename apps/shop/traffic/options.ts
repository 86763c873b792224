import { Command, InvalidArgumentError } from 'commander';

export interface Options {
  readonly url: string;
  readonly orders: number;
  readonly concurrency: number;
  readonly seed: number;
  /** In milliseconds. */
  readonly patience: number;
  readonly json: boolean;
  readonly checkOnly: boolean;
  readonly email: string | undefined;
  readonly password: string | undefined;
}

/** Reads the command line; throws commander's `CommanderError` when it is wrong or has been answered already. */
export function parse(args: readonly string[]): Options {
  const command = new Command('traffic')
    .description('Sends shoppers through the public API of a running shop, and checks that its books agree.')
    .option('--url <address>', 'where the shop is open', address, 'http://localhost:3000')
    .option('--orders <number>', 'how many orders to place', wholeNumber(1, 1_000_000), 1000)
    .option('--concurrency <number>', 'how many shoppers are in the shop at a time', wholeNumber(1, 1000), 32)
    .option(
      '--seed <number>',
      'choose again what a run with this seed chose; else a new one',
      wholeNumber(0, 2 ** 31 - 1),
    )
    .option('--patience <seconds>', 'how long to repeat a request, and to wait for orders', wholeNumber(1, 3600), 60)
    .option('--json', 'print the outcome as JSON', false)
    .option('--check-only', 'place nothing; check all orders that there are', false)
    .option('--email <address>', 'the log-in of staff; else ADMIN_EMAIL')
    .option('--password <password>', 'their password; else ADMIN_PASSWORD, or that which npm start has made up')
    .allowExcessArguments(false)
    .exitOverride();
  const options = command.parse(args, { from: 'user' }).opts<Omit<Options, 'seed'> & Partial<Pick<Options, 'seed'>>>();
  return { seed: Math.floor(Math.random() * 2 ** 31), ...options, patience: options.patience * 1000 };
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function address(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '') return url.origin;
  throw new InvalidArgumentError('It must be an address such as http://localhost:3000, without a path.');
}
