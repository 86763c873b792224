import { askTwentyTimes } from './scenarios/ask-again.js';
import { standStill } from './scenarios/stand-still.js';
import { stopUnderLoad } from './scenarios/stop.js';

it('nothing is lost and nothing done twice when the event loop of an owner is blocked, and its write is refused', async () => {
  expect(await standStill('block')).toEqual([]);
});

describe('without its protection', () => {
  it.each(['freeze', 'block'] as const)(
    'an owner that stood still writes what another has written: %s',
    async (how) => {
      const wrong = await standStill(how, 'checkpoint-is-compared');
      expect(wrong).toContainEqual(expect.stringMatching(/^\S+ has applied \S+ \d+ twice$/));
    },
  );

  it('what is asked for again is done again', async () => {
    expect(await askTwentyTimes('answer-kept-under-key')).toContainEqual(expect.stringMatching(/was rung twice$/));
  });

  it('a process that is asked to stop leaves requests without an answer', async () => {
    const wrong = await stopUnderLoad('once', 'stop-drains');
    expect(wrong).toContainEqual(expect.stringMatching(/^\d+ requests were done and not answered$/m));
  });

  it('a stop waits for a handler that hangs', async () => {
    const wrong = await stopUnderLoad('while a handler hangs', 'stop-has-an-end');
    expect(wrong).toEqual(['a process that was to end within 10000 ms has not ended']);
  });
});
