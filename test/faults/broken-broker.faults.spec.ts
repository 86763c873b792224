import { setTimeout as pause } from 'node:timers/promises';
import { brokerFaults, silentFor } from './broker-faults.js';
import { inBrokeredShop } from './brokered-shop.js';
import { breakBroker } from './scenarios/break-broker.js';
import { wrongAfter } from './scenarios/weaken-broker.js';

describe('the torn shop takes every order at once, loses nothing and does nothing twice, when the broker', () => {
  it.each(Object.entries(brokerFaults))('%s', async (_, fault) => {
    expect(await breakBroker([fault, fault])).toEqual([]);
  });

  it('is silent for a minute', async () => {
    expect(await breakBroker([silentFor(60_000)])).toEqual([]);
  });

  it('takes no connections for a minute', async () => {
    expect(await breakBroker([{ ...brokerFaults['takes no connections'], lasts: 60_000 }])).toEqual([]);
  });
});

it('carries orders to their end while the broker is silent', async () => {
  await inBrokeredShop({}, async ({ split, wire }) => {
    const { staff, shopper } = await split.shop.people();
    const sku = await staff.sells();
    wire.silence();
    await pause(10_000);
    const { orderId } = await shopper.placed({ [sku]: 1 });
    await shopper.sees(orderId, ({ shipment }) => shipment?.status === 'prepared', { within: 60_000, every: 250 });
  });
});

const [dies, losesSome, losesAll, away] = [
  'a reader dies between its messages and its commit',
  'some messages are lost while a reader is away',
  'all messages are lost while a reader is away',
  'the broker is away for a while',
] as const;

const paymentsStandStill = /^payments\.\S+ is at \d+ of \d+ in orders$/m;
const somebodyStandsStill = /^\S+ is at \d+ of \d+ in (orders|catalog|payments)$/m;

describe('when', () => {
  it.each([dies, losesSome, losesAll])('%s, nothing is lost', async (disturbance) => {
    expect(await wrongAfter(disturbance)).toBe('');
  });

  it.each([
    [dies, 'acknowledge-after-commit', 'the owner is asked'],
    [away, 'relay-waits-for-broker', 'the owner is asked'],
    [away, 'refill-from-owner', 'the relay waits'],
  ] as const)('%s, nothing is lost without %s, because %s', async (disturbance, protection, _because) => {
    expect(await wrongAfter(disturbance, protection)).toBe('');
  });

  it.each([
    [losesSome, ['previous-is-checked'], /^order \S+ is awaiting-payment, not rejected or paid$/m],
    [losesAll, ['refill-from-owner'], paymentsStandStill],
    [dies, ['acknowledge-after-commit', 'refill-from-owner'], paymentsStandStill],
    [away, ['relay-waits-for-broker', 'refill-from-owner'], somebodyStandsStill],
  ] as const)('%s, facts are lost without %p', async (disturbance, protections, wrong) => {
    expect(await wrongAfter(disturbance, ...protections)).toMatch(wrong);
  });
});
