import { askTwentyTimes } from './scenarios/ask-again.js';
import { startThreeAtOnce } from './scenarios/be-several.js';
import { killPostgres, workBesideLongTransaction } from './scenarios/ill-treat-database.js';
import { standStill } from './scenarios/stand-still.js';
import { stopUnderLoad } from './scenarios/stop.js';

describe('nothing is lost and nothing done twice when', () => {
  it('twenty ask for the same under one key at once, and the process dies', async () => {
    expect(await askTwentyTimes()).toEqual([]);
  });

  it('three processes start at once on an empty database, and one dies', async () => {
    expect(await startThreeAtOnce()).toEqual([]);
  });

  it('an owner of consumers is frozen with a batch in hand until another has taken over, and its write is refused', async () => {
    expect(await standStill('freeze')).toEqual([]);
  });

  it('PostgreSQL is killed under load', async () => {
    expect(await killPostgres()).toEqual([]);
  });

  it('a transaction of another database of the same server stays open', async () => {
    expect(await workBesideLongTransaction()).toEqual([]);
  });

  it.each(['once', 'twice', 'while a handler hangs'] as const)('a process is asked to stop %s', async (stop) => {
    expect(await stopUnderLoad(stop)).toEqual([]);
  });
});
