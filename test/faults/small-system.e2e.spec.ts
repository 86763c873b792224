import { askTwentyTimes } from './scenarios/ask-again.js';
import { inSmallSystem } from './scenarios/in-small-system.js';
import { killPostgres } from './scenarios/ill-treat-database.js';
import { standStill } from './scenarios/stand-still.js';
import { stopUnderLoad } from './scenarios/stop.js';

describe('nothing is lost and nothing done twice when', () => {
  it('twenty ask for the same under one key at once, and the process dies', async () => {
    expect(await askTwentyTimes()).toEqual([]);
  });

  it('an owner of consumers is frozen with a batch in hand until another has taken over, and its write is refused', async () => {
    expect(await standStill('freeze')).toEqual([]);
  });

  it('PostgreSQL is killed under load', async () => {
    expect(await killPostgres()).toEqual([]);
  });

  it('a process is asked to stop while a handler hangs', async () => {
    expect(await stopUnderLoad('while a handler hangs')).toEqual([]);
  });
});

describe('a scenario', () => {
  it('ends with what a process has printed that dies of itself', async () => {
    const played = inSmallSystem({ name: 'a death nobody asked for' }, async (system) => {
      await system.start();
      process.kill(system.process.pid!, 'SIGTERM');
      system.ringers.begin();
      await system.ringers.stop();
    });
    await expect(played).rejects.toThrow(/^instance 1 died of itself \(exit code 0\):\n[^]*is ready/);
  });
});
