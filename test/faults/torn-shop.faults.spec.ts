import { contexts, type KillableSplit } from './killable-split.js';
import type { Random } from './random.js';
import { doWithout } from './scenarios/do-without.js';
import { killProcesses } from './scenarios/kill-processes.js';
import { rollThrough } from './scenarios/roll-through.js';
import { takeOver, workInPairs } from './scenarios/take-over.js';

const everybodyTwice = Object.fromEntries(['gateway', ...contexts].map((name) => [name, 2]));

/** Each alone, in any order; then some together, again and again; then all. */
function inAnyOrder(random: Random, split: KillableSplit): readonly (readonly string[])[] {
  const names = [...split.processes.keys()];
  const alone = random.shuffled(names).map((name) => [name]);
  const together = Array.from({ length: 4 }, () => random.some(names, 2));
  return [...alone, ...together, names, names];
}

describe.each(['nats', 'http'] as const)('the torn shop, over %s', (transport) => {
  it('loses nothing when its processes are killed, one by one and together', async () => {
    expect(await killProcesses({ transport, rounds: inAnyOrder, ordersPerRound: 30 })).toEqual([]);
  });

  it('does without any context but orders for a while', async () => {
    const dispensable = contexts.filter((name) => name !== 'orders');
    expect(await doWithout(dispensable, { transport })).toEqual([]);
  });

  it('has another process take over whichever way an owner of consumers goes', async () => {
    expect(await takeOver({ contexts, transport }, ['killed', 'stopped', 'frozen'])).toEqual([]);
  });

  it('does nothing twice when processes join', async () => {
    expect(await workInPairs({ contexts, transport })).toEqual([]);
  });

  it('fails no request while every process is restarted, one after the other', async () => {
    expect(await rollThrough({ instances: everybodyTwice, transport })).toEqual([]);
  });
});

describe('without its protection', () => {
  it('a checkpoint is behind its effects when the process is killed in between', async () => {
    const rounds = () => Array.from({ length: 5 }, () => ['analytics']);
    const faults = await killProcesses({ rounds, weakened: ['checkpoint-with-effects'] });
    expect(faults).toContainEqual(expect.stringMatching(/^analytics count/));
  });

  it('a consumer is run by two processes that meet', async () => {
    const faults = await workInPairs({ contexts: ['analytics'], weakened: ['one-owner'] });
    expect(faults).toEqual([
      expect.stringMatching(/^analytics-\d found another instance at its work$/),
      expect.stringMatching(/^analytics-\d found another instance at its work$/),
    ]);
  });

  it('consumers count twice that two processes run, if each stores how far it is wherever the other has moved it', async () => {
    const weakened = ['one-owner', 'checkpoint-is-compared'] as const;
    const faults = await workInPairs({ contexts: ['analytics'], weakened });
    expect(faults).toContainEqual(expect.stringMatching(/^analytics count/));
  });

  it('a repeated order is placed twice', async () => {
    const rounds = () => [['gateway'], ['gateway'], ['gateway']];
    const inTheMiddle = { ordersPerRound: 60, atWork: 0 };
    const faults = await killProcesses({ rounds, ...inTheMiddle, weakened: ['answer-kept-under-key'] });
    expect(faults).toContainEqual(expect.stringMatching(/^order \S+ was placed twice or by nobody$/));
  });

  it('a frozen process keeps its consumers from the other', async () => {
    const faults = await takeOver({ contexts: ['orders'], weakened: ['silence-ends-ownership'] }, ['frozen']);
    expect(faults).toEqual([expect.stringMatching(/^orders-\d did not take over from orders-\d within \d+ ms$/)]);
  });

  it('a request dies with the process that is asked to stop', async () => {
    const faults = await rollThrough({ instances: { orders: 2 }, through: ['orders'], weakened: ['stop-drains'] });
    expect(faults).toContainEqual(expect.stringMatching(/^(POST|PATCH) \S+ was answered 50\d http\.answer-lost/));
  });

  it('a client is turned away by the process that stops', async () => {
    const weakened = ['turned-away-is-repeated'] as const;
    const faults = await rollThrough({ instances: { orders: 2 }, through: ['orders'], weakened });
    expect(faults).toContainEqual(expect.stringMatching(/was answered 503 http\.draining/));
  });
});
