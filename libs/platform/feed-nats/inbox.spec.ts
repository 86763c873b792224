import { contract, type Position } from '#platform/core';
import { z } from 'zod';
import { Inbox } from './inbox.js';
import { type Linked, readLinked, writeLinked } from './wire.js';

const types = new Set(['tests.happened.v1']);

const [ours, foreign] = ['ours', 'foreign'];

function message(position: number, previous: number, log: string): Linked {
  const envelope = {
    specversion: '1.0',
    id: `event ${position}`,
    source: '/contexts/tests',
    type: 'tests.happened.v1',
    subject: 'tests.thing-1',
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    data: { position },
    position,
    streamversion: position,
    correlationid: 'test',
  } as const;
  return { envelope, previous: previous as Position, log };
}

type Arrival = readonly [position: number, previous: number, log?: string];

/** An inbox of somebody whom the owner has told which log is his. */
function anInbox(...arrivals: readonly Arrival[]) {
  const made = anUnknowingInbox(...arrivals);
  made.inbox.believe(ours);
  made.hear(0, 0);
  return made;
}

function anUnknowingInbox(...arrivals: readonly Arrival[]) {
  const inbox = new Inbox();
  const told: string[] = [];
  for (const [position, previous, log = ours] of arrivals) {
    inbox.take(message(position, previous, log), {
      ack: () => void told.push(`ack ${position}`),
      nak: () => void told.push(`nak ${position}`),
    });
  }
  const read = (after: number, limit = 100) => {
    inbox.settle(after as Position);
    const { messages, upTo } = inbox.page(after as Position, limit, types);
    return [messages.map(({ position }) => position as number), upTo as number];
  };
  const hear = (head: number, last: number, log = ours) =>
    inbox.hear({ head: head as Position, last: last as Position, log });
  return { inbox, told, read, hear };
}

describe('what the broker delivered', () => {
  it('is read as far as each message follows the one before', () => {
    const { inbox, read } = anInbox([1, 0], [4, 1], [9, 6]);
    expect(read(0)).toEqual([[1, 4], 4]);
    expect(read(4)).toEqual([[], 4]);
    expect(inbox.hasHole(4 as Position, types)).toBe(true);
    expect(read(6)).toEqual([[9], 9]);
  });

  it('is put in order and taken once, however it comes', () => {
    expect(anInbox([4, 2], [2, 1], [4, 2], [1, 0]).read(0)).toEqual([[1, 2, 4], 4]);
  });

  it('is confirmed when the reader is behind it, and not before', () => {
    const { told, read } = anInbox([1, 0], [2, 1], [3, 2]);
    read(0);
    expect(told).toEqual([]);
    read(2);
    expect(told).toEqual(['ack 1', 'ack 2']);
  });

  it('is given back when the reader leaves', () => {
    const { inbox, told, read } = anInbox([1, 0], [2, 1]);
    read(1);
    inbox.giveBack();
    expect(told).toEqual(['ack 1', 'nak 2']);
  });

  it('keeps to the limit in positions', () => {
    const { read } = anInbox([1, 0], [50, 1]);
    expect(read(0, 10)).toEqual([[1], 10]);
    expect(read(10, 10)).toEqual([[], 20]);
  });
});

describe('which log counts', () => {
  it('is what the owner says: before that nothing is handed out, and then nothing of another', () => {
    const { inbox, told, read, hear } = anUnknowingInbox([1, 0, foreign], [2, 1], [3, 2, foreign]);
    expect([hear(3, 3, foreign), hear(2, 2)]).toEqual([true, true]);
    expect(read(1)).toEqual([[], 1]);
    expect(inbox.hasHole(0 as Position, types)).toBe(false);
    inbox.believe(ours);
    expect(told).toEqual(['ack 1', 'ack 3']);
    expect(read(1)).toEqual([[2], 2]);
  });

  it('stays so whoever speaks of another one, and he is to be asked again', () => {
    const { inbox, read, hear } = anInbox([1, 0]);
    expect(hear(1, 1)).toBe(false);
    expect(hear(7, 7, foreign)).toBe(true);
    expect(read(0)).toEqual([[1], 1]);
    inbox.believe(foreign);
    expect(read(0)).toEqual([[], 0]);
  });

  it('is what heartbeats speak of when he cannot be asked, as long as it is one', () => {
    const { inbox, read, hear } = anUnknowingInbox([1, 0], [2, 1, foreign]);
    inbox.noteOwnerAway();
    expect(read(0)).toEqual([[], 0]);
    hear(1, 1);
    expect(read(0)).toEqual([[1], 1]);
    hear(7, 7, foreign);
    expect(read(1)).toEqual([[], 1]);
  });
});

describe('a heartbeat', () => {
  it('moves a reader over what is not published once it has all before that', () => {
    const { read, hear } = anInbox([1, 0]);
    hear(9, 1);
    expect(read(0)).toEqual([[1], 9]);
  });

  it('moves nobody who misses a message', () => {
    const { inbox, read, hear } = anInbox([1, 0]);
    hear(9, 5);
    expect(read(0)).toEqual([[1], 1]);
    expect(inbox.isBehind(1 as Position)).toBe(true);
  });
});

describe('what tells of a person', () => {
  const told = contract('tests.person-met.v1', z.object({ id: z.string(), name: z.string() }), { personal: ['name'] });
  const about: Linked = { ...message(2, 1, ours), envelope: { ...message(2, 1, ours).envelope, type: told.name } };
  const written = writeLinked({ ...about, envelope: { ...about.envelope, data: { id: 'a', name: 'Ada' } } });
  const receipt = { ack: () => {}, nak: () => {} };

  it('gets to the broker without what tells of the person', () => {
    expect(written).not.toContain('Ada');
    expect(JSON.parse(written)).toMatchObject({ position: 2, data: { id: 'a' }, withheld: true });
  });

  it('is asked of the owner by who hears of it, and passed over by who does not', () => {
    const { inbox, read } = anInbox([1, 0], [3, 2]);
    inbox.take(readLinked('tests', JSON.parse(written)), receipt);
    expect(read(0)).toEqual([[1, 3], 3]);
    const hearing = new Set([...types, told.name]);
    expect(inbox.page(0 as Position, 100, hearing).upTo).toBe(1);
    inbox.settle(1 as Position);
    expect(inbox.hasHole(1 as Position, hearing)).toBe(true);
    expect(inbox.hasHole(1 as Position, types)).toBe(false);
    expect(inbox.hasHole(2 as Position, hearing)).toBe(false);
    expect([0, 1, 2].map((place) => inbox.distanceToWithheld(place as Position, hearing))).toEqual([0, 1, 0]);
    expect(inbox.distanceToWithheld(1 as Position, types)).toBe(0);
  });

  it('comes to who wants nothing of the person like all else, unless an older relay has withheld all of it', () => {
    const impersonal = new Inbox({ impersonal: new Set([told.name]) });
    const hearing = new Set([...types, told.name]);
    impersonal.believe(ours);
    impersonal.hear({ head: 3 as Position, last: 3 as Position, log: ours });
    impersonal.take(message(1, 0, ours), receipt);
    impersonal.take(readLinked('tests', JSON.parse(written)), receipt);
    expect(impersonal.page(0 as Position, 100, hearing).messages.map(({ data }) => data)).toContainEqual({ id: 'a' });
    expect(impersonal.hasHole(1 as Position, hearing)).toBe(false);
    const older = { ...(JSON.parse(written) as object), id: 'older', position: 3, previous: 2, data: null };
    impersonal.take(readLinked('tests', older), receipt);
    expect(impersonal.page(0 as Position, 100, hearing).upTo).toBe(2);
    expect(impersonal.hasHole(2 as Position, hearing)).toBe(true);
  });
});
