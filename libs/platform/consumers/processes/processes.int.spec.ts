import { randomUUID } from 'node:crypto';
import {
  CancelTimer,
  Compensate,
  type ProcessManager,
  processManager,
  refusal,
  RestartTimer,
  StartTimer,
  undo,
} from '#platform/core';
import { metricsText } from '#platform/metrics';
import { eventually } from '#test/eventually';
import { AddStop, type Instance, LetterPostedV1, LetterRecalledV1, PostOffice } from '#test/post-office';

class RoadClosed extends refusal('post.road-closed', 'conflict', 'The road is closed.') {}

interface Heard {
  readonly posted: number;
  readonly recalled?: true;
  readonly late?: true;
}
const nothing: Heard = { posted: 0 };

/** Goes north, then south; recalled it goes back. Delivered it is with the third posting. */
const Tour = processManager({
  name: 'post.tour',
  facts: [LetterPostedV1, LetterRecalledV1],
  start: ['desk.letter-posted.v1'],
  timers: { patience: () => 60_000 },
  initial: nothing,
  correlateBy: ({ data }) => data.letterId,
  evolve: {
    'desk.letter-posted.v1': (heard) => ({ ...heard, posted: heard.posted + 1 }),
    'desk.letter-recalled.v1': (heard) => ({ ...heard, recalled: true as const }),
    patience: (heard) => ({ ...heard, late: true as const }),
  },
  undo: [undo(AddStop, ({ town, parcelId }) => new AddStop(`back from ${town}`, parcelId))],
  react: ({ recalled, late }, letter) => [
    new AddStop('north', letter),
    new AddStop('south', letter),
    ...(late ? [new AddStop('nowhere', letter)] : []),
    recalled ? new Compensate('recalled') : new StartTimer('patience'),
  ],
  ended: ({ posted }) => posted >= 3,
});
const tour = Tour as unknown as ProcessManager;

let office: PostOffice;
let instances: Instance[] = [];

beforeAll(async () => {
  office = await PostOffice.open();
});
afterEach(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  instances = [];
  Object.assign(office.world, { adding: () => {} });
});
afterAll(() => office.close());

async function start(process: ProcessManager = tour, options: Parameters<PostOffice['start']>[1] = {}) {
  const instance = await office.start(['process'], { process, ...options });
  instances.push(instance);
  return instance;
}

/** A letter that was posted, and what its tour remembers. */
class Letter {
  readonly id = randomUUID();

  post = () => office.postLetter(this.id);
  recall = () => office.recallLetter(this.id);

  async history(): Promise<string[]> {
    const events = await office.postLog.readStream(`post.tour-${this.id}`, 0);
    return events.map(({ type }) => type);
  }

  /** Where it went, in order. */
  async stops(): Promise<string[]> {
    const { rows } = await office.post.database.query<{ town: string }>(
      `select data ->> 'town' as town from events where type = 'StopAdded' and data ->> 'parcelId' = $1 order by position`,
      [this.id],
    );
    return rows.map(({ town }) => town);
  }

  async state(): Promise<string | undefined> {
    const { rows } = await office.post.database.query<{ state: string }>(
      'select state from processes where correlation = $1',
      [this.id],
    );
    return rows[0]?.state;
  }

  async timers(): Promise<number> {
    const { rowCount } = await office.post.database.query('select from timers where correlation = $1', [this.id]);
    return rowCount;
  }

  due = () =>
    office.post.database.query('update timers set due_at = clock_timestamp() where correlation = $1', [this.id]);

  is = (wanted: string) =>
    eventually(async () => {
      const state = await this.state();
      if (state !== wanted) throw new Error(`It is ${state} and not ${wanted}`);
    });
}

async function posted(): Promise<Letter> {
  const letter = new Letter();
  await letter.post();
  return letter;
}

const closedFor = (...towns: string[]) => {
  office.world.adding = (town) => {
    if (towns.includes(town)) throw new RoadClosed();
  };
};
const beginning = ['desk.letter-posted.v1', 'ProcessStarted', 'CommandSent', 'CommandSent', 'TimerStarted'];

describe('a process', () => {
  it('waits for a fact that starts it, and is listed meanwhile', async () => {
    const { consumers } = await start();
    const letter = new Letter();
    await letter.recall();
    await letter.is('waiting');
    expect(await letter.stops()).toEqual([]);
    const open = await consumers.processes.list('open', 100);
    expect(open).toContainEqual(expect.objectContaining({ correlation: letter.id, state: 'waiting', timers: [] }));
    await letter.post();
    await letter.is('ended');
    expect(await letter.stops()).toEqual(['north', 'south', 'back from south', 'back from north']);
  });

  it('is one, however often it is started, and sends each command once', async () => {
    await start();
    const letter = await posted();
    await letter.is('open');
    expect(await letter.history()).toEqual(beginning);
    await letter.post();
    await eventually(async () => expect(await letter.history()).toHaveLength(6));
    expect(await letter.stops()).toEqual(['north', 'south']);
    const { rows } = await office.post.database.query('select from processes where correlation = $1', [letter.id]);
    expect(rows).toHaveLength(1);
  });

  it('ends, its timers with it, and what comes late leads to nothing', async () => {
    const { consumers } = await start();
    const letter = await posted();
    await letter.is('open');
    expect(await letter.timers()).toBe(1);
    await letter.post();
    await letter.post();
    await letter.is('ended');
    expect(await letter.timers()).toBe(0);
    await letter.recall();
    await letter.post();
    await eventually(async () => expect((await letter.history()).at(-1)).toBe('desk.letter-posted.v1'));
    expect(await letter.state()).toBe('ended');
    expect(await letter.stops()).toEqual(['north', 'south']);
    expect(await metricsText()).toMatch(
      /^tearline_process_late_facts_total\{context="post",process="post.tour"\} [2-9]/m,
    );
    const ended = await consumers.processes.list('ended', 100);
    expect(ended.map(({ correlation }) => correlation)).toContain(letter.id);
  });

  it('leaves no trace of late facts where they are ignored', async () => {
    await start({ ...tour, late: 'ignored' });
    const letter = await posted();
    await letter.post();
    await letter.post();
    await letter.is('ended');
    const history = await letter.history();
    await letter.recall();
    const next = await posted();
    await next.is('open');
    expect(await letter.history()).toEqual(history);
  });

  it('lets a timer that was cancelled or restarted fire no more, or later', async () => {
    const react = ({ posted, recalled }: Heard) => [
      posted === 1 ? new StartTimer('patience') : new RestartTimer('patience', String(posted)),
      ...(recalled ? [new CancelTimer('patience')] : []),
    ];
    await start({ ...tour, react, ended: undefined } as unknown as ProcessManager);
    const letter = await posted();
    await eventually(async () => expect(await letter.timers()).toBe(1));
    await office.post.database.query(
      `update timers set due_at = clock_timestamp() + interval '1 day' where correlation = $1`,
      [letter.id],
    );
    await letter.post();
    await eventually(async () => expect(await letter.history()).toContain('TimerRestarted'));
    const { rows } = await office.post.database.query<{ soon: boolean }>(
      `select due_at < clock_timestamp() + interval '1 hour' as soon from timers where correlation = $1`,
      [letter.id],
    );
    expect(rows).toEqual([{ soon: true }]);
    await letter.recall();
    await eventually(async () => expect(await letter.timers()).toBe(0));
    expect(await letter.history()).not.toContain('TimerElapsed');
  });
});

describe('the compensation', () => {
  it('undoes in reverse order what was done, once, and ends the process', async () => {
    await start();
    const letter = await posted();
    await letter.is('open');
    await letter.recall();
    await letter.is('ended');
    expect(await letter.stops()).toEqual(['north', 'south', 'back from south', 'back from north']);
    expect((await letter.history()).slice(-4)).toEqual([
      'CompensationStarted',
      'CommandSent',
      'CommandSent',
      'ProcessEnded',
    ]);
    expect(await letter.timers()).toBe(0);
  });

  it('happens once among instances of which one should not be there, over cut connections', async () => {
    const both = [await start(), await start(tour, { locks: office.desk.url })];
    const letters = await Promise.all(Array.from({ length: 20 }, posted));
    for (const [index, letter] of letters.entries()) {
      await letter.recall();
      if (index === 10) await both[0]!.cut('all');
    }
    for (const letter of letters) {
      await eventually(async () => expect(await letter.state()).toBe('ended'), { within: 15_000 });
      const stops = await letter.stops();
      expect(stops).toEqual(stops.length === 0 ? [] : ['north', 'south', 'back from south', 'back from north']);
    }
  });

  it('that is refused stops the process, and goes on where it was, also after a restart', async () => {
    closedFor('back from north');
    const first = await start();
    const letter = await posted();
    await letter.recall();
    await letter.is('stopped');
    expect(await letter.stops()).toEqual(['north', 'south', 'back from south']);
    await first.stop();
    closedFor();
    const { consumers } = await start();
    expect(await consumers.processes.resume('post.tour', letter.id)).toMatchObject({ state: 'ended', reason: null });
    expect(await letter.stops()).toEqual(['north', 'south', 'back from south', 'back from north']);
  });
});

describe('a refusal that the process does not know', () => {
  async function stopped(): Promise<{ letter: Letter; processes: Instance['consumers']['processes'] }> {
    closedFor('south');
    const { consumers } = await start();
    const letter = await posted();
    await letter.is('stopped');
    return { letter, processes: consumers.processes };
  }

  it('stops it for all to see, while others go on and facts are kept', async () => {
    const { letter, processes } = await stopped();
    const [found] = (await processes.list('stopped', 100)).filter(({ correlation }) => correlation === letter.id);
    expect(found).toMatchObject({ process: 'post.tour', state: 'stopped', reason: 'The road is closed.' });
    expect(await letter.stops()).toEqual(['north']);
    await letter.post();
    await eventually(async () => expect((await letter.history()).at(-1)).toBe('desk.letter-posted.v1'));
    expect(await letter.state()).toBe('stopped');
    expect(await office.held(`desk.letter-${letter.id}`)).toEqual([]);
    expect(await metricsText()).toMatch(
      /^tearline_processes\{context="post",process="post.tour",state="stopped"\} [1-9]/m,
    );
    closedFor();
    const next = await posted();
    await next.is('open');
  });

  it('is tried again when a person resumes it, with all that was heard meanwhile', async () => {
    const { letter, processes } = await stopped();
    await letter.post();
    await eventually(async () => expect((await letter.history()).at(-1)).toBe('desk.letter-posted.v1'));
    expect(await processes.resume('post.tour', letter.id)).toMatchObject({ state: 'stopped' });
    closedFor();
    expect(await processes.resume('post.tour', letter.id)).toMatchObject({ state: 'open', reason: null });
    expect(await letter.stops()).toEqual(['north', 'south']);
    await expect(processes.resume('post.tour', letter.id)).rejects.toMatchObject({ code: 'processes.not-stopped' });
    await letter.post();
    await letter.is('ended');
  });

  it('resumed by several people at once goes on once', async () => {
    const { letter, processes } = await stopped();
    closedFor();
    const other = await start(tour, { locks: office.desk.url });
    const outcomes = await Promise.allSettled(
      [processes, other.consumers.processes, processes].map((one) => one.resume('post.tour', letter.id)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await letter.stops()).toEqual(['north', 'south']);
  });

  it.each([
    [true, ['north', 'back from north']],
    [false, ['north']],
  ])('is over when a person aborts it, what was done being undone if wanted (%s)', async (compensates, stops) => {
    const { letter, processes } = await stopped();
    expect(await processes.abort('post.tour', letter.id, 'the road is gone', compensates)).toMatchObject({
      state: 'ended',
    });
    expect(await letter.stops()).toEqual(stops);
    expect(await letter.history()).toEqual(expect.arrayContaining(['ProcessAborted', 'ProcessEnded']));
    await expect(processes.abort('post.tour', letter.id, 'again', true)).rejects.toMatchObject({
      code: 'processes.already-ended',
    });
  });

  it('is shown with all that is known, and with what would happen now', async () => {
    const { letter, processes } = await stopped();
    closedFor();
    expect(await processes.inspect('post.tour', letter.id)).toMatchObject({
      state: 'stopped',
      facts: { posted: 1 },
      notHeard: ['desk.letter-recalled.v1'],
      commands: [
        { command: 'AddStop', content: { town: 'north' }, outcome: 'accepted' },
        { command: 'AddStop', content: { town: 'south' }, outcome: 'refused' },
      ],
      now: {
        outcome: 'succeeds',
        events: expect.arrayContaining([
          expect.objectContaining({ type: 'ProcessResumed' }),
          expect.objectContaining({ type: 'StopAdded', data: { town: 'south', parcelId: letter.id } }),
        ]) as object,
      },
    });
    expect(await letter.state()).toBe('stopped');
    expect(await letter.stops()).toEqual(['north']);
    const nobody = processes.inspect('post.tour', randomUUID());
    await expect(nobody).rejects.toMatchObject({ code: 'processes.no-such-process' });
    const nowhere = processes.resume('post.nothing', letter.id);
    await expect(nowhere).rejects.toMatchObject({ code: 'processes.no-such-process' });
  });
});

describe('a failure that nobody expected', () => {
  it('while a fact is handled parks its stream and leaves the process open', async () => {
    const { consumers } = await start(tour, { retries: { attempts: 2, first: 10, longest: 20 } });
    const letter = await posted();
    await letter.is('open');
    const broken = { ...tour, react: () => [new AddStop('east', letter.id)] };
    await consumers.stop();
    office.world.adding = () => {
      throw new Error('the bridge is out');
    };
    await start(broken, { retries: { attempts: 2, first: 10, longest: 20 } });
    await letter.post();
    await eventually(async () =>
      expect(await office.held(`desk.letter-${letter.id}`)).toMatchObject([
        { status: 'parked', error: 'Error: the bridge is out' },
      ]),
    );
    expect(await letter.state()).toBe('open');
  });

  it('while a timer is handled stops the process after its attempts, and resuming goes on', async () => {
    const { consumers } = await start();
    const letter = await posted();
    await letter.is('open');
    office.world.adding = () => {
      throw new Error('the bridge is out');
    };
    await office.post.database.query('update timers set attempts = 7 where correlation = $1', [letter.id]);
    await letter.due();
    await letter.is('stopped');
    expect(await letter.history()).toEqual([...beginning, 'TimerElapsed', 'ProcessStopped']);
    expect(await letter.timers()).toBe(0);
    expect(await consumers.processes.inspect('post.tour', letter.id)).toMatchObject({
      reason: 'Error: the bridge is out',
      now: { outcome: 'fails', error: 'Error: the bridge is out' },
    });
    office.world.adding = () => {};
    expect(await consumers.processes.resume('post.tour', letter.id)).toMatchObject({ state: 'open' });
    expect(await letter.stops()).toEqual(['north', 'south', 'nowhere']);
  });
});

describe('the processes of former code', () => {
  it('are listed once the code of today has entered them, and go on', async () => {
    const { consumers } = await start();
    const letter = await posted();
    await letter.is('open');
    await consumers.stop();
    const { database } = office.post;
    await database.query('delete from processes');
    await database.query('delete from entered_processes');
    await start();
    await letter.is('open');
    const { rows } = await database.query<{ listed: string; begun: string }>(
      `select p.since::text as listed, date_trunc('milliseconds', e.recorded_at)::text as begun
       from processes p join events e on e.stream = 'post.tour-' || p.correlation and e.version = 1
       where p.correlation = $1`,
      [letter.id],
    );
    expect(rows[0]!.listed).toBe(rows[0]!.begun);
    await letter.recall();
    await letter.is('ended');
  });
});

describe('a replay of the stored processes', () => {
  it('tells with which of them today’s code would have done something else', async () => {
    const { consumers } = await start();
    const letter = await posted();
    const ended = await posted();
    await letter.is('open');
    await ended.recall();
    await ended.is('ended');
    const same = await consumers.processes.replay();
    expect(same.examples.filter(({ correlation }) => correlation === letter.id)).toEqual([]);
    expect(same.processes).toBeGreaterThan(1);
    const parts = [await consumers.processes.replay({ most: 1 })];
    for (let { next } = parts[0]!; next !== null; { next } = parts.at(-1)!)
      parts.push(await consumers.processes.replay({ after: next, most: 1 }));
    expect(parts.map(({ processes }) => processes)).toEqual(Array(same.processes).fill(1));
    await consumers.stop();
    const changed = { ...tour, react: (_: unknown, id: string) => [new AddStop('north', id), new AddStop('west', id)] };
    const anew = await start(changed);
    const { examples } = await anew.consumers.processes.replay();
    expect(examples.filter(({ correlation }) => correlation === ended.id)).toEqual([]);
    expect(examples.find(({ correlation }) => correlation === letter.id)).toEqual({
      process: 'post.tour',
      correlation: letter.id,
      state: 'open',
      differences: [
        {
          version: 1,
          after: 'desk.letter-posted.v1',
          gone: [
            { act: 'AddStop', content: { town: 'south', parcelId: letter.id } },
            { act: 'TimerStarted', content: { timer: 'patience' } },
          ],
          added: [{ act: 'AddStop', content: { town: 'west', parcelId: letter.id } }],
        },
      ],
      now: [{ act: 'AddStop', content: { town: 'west', parcelId: letter.id } }],
    });
    expect(await letter.stops()).toEqual(['north', 'south']);
  });
});
