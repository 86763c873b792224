import { randomUUID } from 'node:crypto';
import { eventually } from '#test/eventually';
import { ReturnParcel, StampParcel } from '#test/post-office';
import { runPostOffice } from '#test/running-post-office';

const retries = { attempts: 3, first: 10, longest: 40 };

const post = runPostOffice();
const { start } = post;

interface Call {
  readonly parcel: string;
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Notes the calls about one parcel and answers them; all others are answered with nothing. */
function answering(parcel: string, answer: (call: Call, nth: number) => Promise<readonly object[]>): Call[] {
  const calls: Call[] = [];
  const others = post.office.world.calling;
  post.office.world.calling = async (called, context) => {
    if (called !== parcel) return others(called, context);
    const call = { parcel, key: context.idempotencyKey, signal: context.signal };
    calls.push(call);
    return answer(call, calls.length);
  };
  return calls;
}

/** Done by another process than the one whose effect is tested. */
async function returnParcel(parcel: string): Promise<void> {
  await post.instances[0]!.dispatch(new ReturnParcel(parcel));
}

/** A parcel whose registration the effect hears of. */
async function register(parcel: string = randomUUID()): Promise<string> {
  await post.office.postLetter(parcel, { town: parcel });
  return parcel;
}

const parcelStream = (parcel: string) => `post.parcel-${parcel}`;
const never = () => new Promise<never>(() => {});

describe('an effect', () => {
  beforeEach(() => start(['reaction']));

  it('calls once, and its commands commit with the note that it is done', async () => {
    await start(['effect']);
    const parcel = randomUUID();
    const calls = answering(parcel, async () => [new StampParcel(parcel, 'notify')]);
    await register(parcel);
    await eventually(async () =>
      expect(await post.office.parcel(parcel)).toEqual(['ParcelRegistered', 'ParcelStamped']),
    );
    await eventually(async () => expect(await post.office.held(parcelStream(parcel))).toEqual([]));
    expect(calls).toHaveLength(1);
    expect(await post.office.stops(`stamps-${parcel}`)).toEqual([parcel]);
  });

  it('is tried again with the same key until it succeeds', async () => {
    await start(['effect'], { retries });
    const parcel = randomUUID();
    const calls = answering(parcel, async (_, nth) => {
      if (nth < 3) throw new Error('503');
      return [new StampParcel(parcel, `attempt ${nth}`)];
    });
    await register(parcel);
    await eventually(async () =>
      expect(await post.office.parcel(parcel)).toEqual(['ParcelRegistered', 'ParcelStamped']),
    );
    const [registered] = await post.office.postLog.readStream(parcelStream(parcel), 0);
    expect(calls.map(({ key }) => key)).toEqual(Array(3).fill(`post.notify:${registered!.id}`));
  });

  it('is parked after its last attempt, with what was wrong', async () => {
    await start(['effect'], { retries });
    const parcel = randomUUID();
    const calls = answering(parcel, async () => {
      throw new TypeError('no such address');
    });
    await register(parcel);
    await eventually(async () =>
      expect(await post.office.held(parcelStream(parcel))).toEqual([
        { status: 'parked', attempts: 3, error: 'TypeError: no such address', events: 1 },
      ]),
    );
    expect(calls).toHaveLength(3);
  });

  it('that hangs is given up when its time is over, and told so', async () => {
    await start(['effect'], { retries, callTimeout: 100 });
    const parcel = randomUUID();
    const calls = answering(parcel, (_, nth) =>
      nth === 1 ? never() : Promise.resolve([new StampParcel(parcel, 'second')]),
    );
    await register(parcel);
    await eventually(async () => expect(await post.office.parcel(parcel)).toContain('ParcelStamped'));
    expect(calls[0]!.signal.aborted).toBe(true);
    expect(calls).toHaveLength(2);
  });

  it('that is slow keeps only its own stream waiting, in order', async () => {
    await start(['effect'], { callTimeout: 20_000 });
    const [slow, quick] = [randomUUID(), randomUUID()];
    const { promise: answer, resolve } = Promise.withResolvers<readonly object[]>();
    const calls = answering(slow, (_, nth) => (nth === 1 ? answer : Promise.resolve([])));
    answering(quick, async () => [new StampParcel(quick, 'quick')]);
    await register(slow);
    await eventually(() => expect(calls).toHaveLength(1));
    await returnParcel(slow);
    await register(quick);
    await eventually(async () => expect(await post.office.parcel(quick)).toContain('ParcelStamped'));
    await eventually(async () => expect(await post.office.held(parcelStream(slow))).toMatchObject([{ events: 2 }]));
    expect(calls).toHaveLength(1);
    resolve([]);
    await eventually(async () => expect(await post.office.held(parcelStream(slow))).toEqual([]));
    const events = await post.office.postLog.readStream(parcelStream(slow), 0);
    expect(calls.map(({ key }) => key)).toEqual(events.map(({ id }) => `post.notify:${id}`));
  });

  it('has no transaction open while it calls', async () => {
    const instance = await start(['effect']);
    const parcel = randomUUID();
    let open: unknown;
    answering(parcel, async () => {
      const { rows } = await post.office.post.operator.query(
        `select state, query from pg_stat_activity where application_name = $1 and xact_start is not null and state <> 'active'`,
        [instance.name],
      );
      open = rows;
      return [];
    });
    await register(parcel);
    await eventually(() => expect(open).toEqual([]));
  });

  it('makes no more calls at once than it may', async () => {
    await start(['effect']);
    let [now, most, done] = [0, 0, 0];
    post.office.world.calling = async () => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now -= 1;
      done += 1;
      return [];
    };
    for (let turn = 0; turn < 40; turn++) await register();
    await eventually(() => expect(done).toBeGreaterThanOrEqual(40));
    expect(most).toBeLessThanOrEqual(8);
  });

  it('does not call again when only its result lost against another writer', async () => {
    await start(['effect']);
    const parcel = randomUUID();
    const calls = answering(parcel, async (_, nth) => {
      if (nth === 1) await returnParcel(parcel);
      return [new StampParcel(parcel, 'notify')];
    });
    await register(parcel);
    await eventually(async () =>
      expect(await post.office.parcel(parcel)).toEqual([
        'ParcelRegistered',
        'ParcelReturned',
        'ParcelStamped',
        'ParcelStamped',
      ]),
    );
    expect(new Set(calls.map(({ key }) => key)).size).toBe(calls.length);
  });
});

describe('an effect over restarts', () => {
  beforeEach(() => start(['reaction']));

  it('that was stopped in its call is called again with the same key, and its result counts once', async () => {
    const parcel = randomUUID();
    const calls = answering(parcel, (_, nth) =>
      nth === 1 ? never() : Promise.resolve([new StampParcel(parcel, 'again')]),
    );
    const first = await start(['effect']);
    await register(parcel);
    await eventually(() => expect(calls).toHaveLength(1));
    await first.stop();
    expect(calls[0]!.signal.aborted).toBe(true);
    await start(['effect']);
    await eventually(async () =>
      expect(await post.office.parcel(parcel)).toEqual(['ParcelRegistered', 'ParcelStamped']),
    );
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
  });

  it('that is called by two owners at once counts once', async () => {
    const parcels = Array.from({ length: 30 }, () => randomUUID());
    for (const parcel of parcels) answering(parcel, async () => [new StampParcel(parcel, 'notify')]);
    await Promise.all([start(['effect']), start(['effect'], { locks: post.office.desk.url })]);
    await Promise.all(parcels.map((parcel) => register(parcel)));
    for (const parcel of parcels) {
      await eventually(async () => expect(await post.office.held(parcelStream(parcel))).toEqual([]));
      await eventually(async () =>
        expect(await post.office.parcel(parcel)).toEqual(['ParcelRegistered', 'ParcelStamped']),
      );
      expect(await post.office.stops(`stamps-${parcel}`)).toEqual([parcel]);
    }
  });

  it('counts once when its connections are cut', async () => {
    const parcels = Array.from({ length: 30 }, () => randomUUID());
    for (const parcel of parcels) answering(parcel, async () => [new StampParcel(parcel, 'notify')]);
    const instance = await start(['effect']);
    for (const parcel of parcels) {
      await register(parcel);
      if (parcels.indexOf(parcel) % 10 === 5) await instance.cut('all');
    }
    for (const parcel of parcels) {
      await eventually(
        async () => expect(await post.office.parcel(parcel)).toEqual(['ParcelRegistered', 'ParcelStamped']),
        {
          within: 15_000,
        },
      );
    }
  });
});

describe('a result that the domain refuses', () => {
  it('is parked with the refusal and leaves nothing behind', async () => {
    await start(['reaction', 'effect'], { retries });
    const parcel = randomUUID();
    answering(parcel, async () => [new ReturnParcel(parcel), new StampParcel(parcel, 'notify')]);
    await post.office.postLetter(parcel, { text: 'unstampable' });
    await eventually(async () =>
      expect(await post.office.held(parcelStream(parcel))).toMatchObject([{ status: 'parked' }]),
    );
    expect(await post.office.parcel(parcel)).toEqual(['ParcelRegistered']);
    expect(await post.office.stops(`stamps-${parcel}`)).toEqual([]);
  });
});
