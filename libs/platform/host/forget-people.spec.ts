import { type Event, personalDataOf } from '#platform/core';
import type { EventLog } from '#platform/log';
import type { Message } from '#platform/feed';
import type { Sealing } from '#platform/personal-data';
import { describeContext } from './describe-context.js';
import type { FoundContext } from './discovery.js';
import { forgettingPeople } from './forget-people.js';

const declared = personalDataOf<Event<'GuestForgotten', { guestId: string }>>({
  fields: {},
  forgottenAfter: { GuestForgotten: 'guestId' },
});

it('is a call to the outside, which nobody makes to see what it would do', async () => {
  const forgotten: string[] = [];
  const forget = (subject: string) => Promise.resolve(void forgotten.push(subject));
  const forgetting = forgettingPeople({ context: 'inn' } as EventLog, { declared, forget } as Sealing);
  const message = { type: 'GuestForgotten', data: { guestId: 'ada' } } as unknown as Message;
  expect(forgetting).toMatchObject({ kind: 'effect', name: 'inn.forgotten-people' });
  expect(await forgetting.call(message, AbortSignal.timeout(1_000))).toEqual([]);
  expect(forgotten).toEqual(['ada']);
});

it('is described with the other consumers of its context', () => {
  const runtime = { name: 'inn', definition: { name: 'inn', personalData: declared } };
  const { consumers } = describeContext({ runtime, consumers: [], controllers: [] } as unknown as FoundContext);
  const hears = [{ context: 'inn', types: ['GuestForgotten'] }];
  expect(consumers).toEqual([{ name: 'inn.forgotten-people', kind: 'effect', lanes: 1, hears, isRebuildable: false }]);
});
