import fc from 'fast-check';
import { z } from 'zod';
import {
  asksOn,
  CancelTimer,
  Compensate,
  contract,
  type Fact,
  foldHistory,
  initialState,
  keepsFact,
  type ProcessEvent,
  type ProcessManager,
  processManager,
  type ProcessState,
  replayProcess,
  RestartTimer,
  StartTimer,
  turnOf,
  undo,
  undoingCommands,
} from './index.js';

const BookedV1 = contract('travel.trip-booked.v1', z.object({ tripId: z.string() }));
const PaidV1 = contract('bank.trip-paid.v1', z.object({ tripId: z.string(), payment: z.string() }));
const NoteV1 = contract('desk.note-left.v1', z.object({ tripId: z.string(), note: z.string() }));
const FailedV1 = contract('bank.payment-failed.v1', z.object({ tripId: z.string() }));

class BookFlight {
  constructor(readonly tripId: string) {}
}
class BookRoom {
  constructor(
    readonly tripId: string,
    readonly nights: number,
  ) {}
}
class WriteNote {
  constructor(readonly note: string) {}
}
class CancelFlight {
  constructor(readonly tripId: string) {}
}
class CancelRoom {
  constructor(readonly tripId: string) {}
}

interface Facts {
  readonly booked?: true;
  readonly paid?: string;
  readonly failed?: true;
  readonly late?: true;
  readonly notes: readonly string[];
  readonly noRoom?: true;
}

const initial: Facts = { notes: [] };
const withNote = (notes: readonly string[], note: string) => [...new Set([...notes, note])].toSorted();

const Trip = processManager({
  name: 'travel.trip',
  facts: [BookedV1, PaidV1, NoteV1, FailedV1],
  start: ['travel.trip-booked.v1'],
  late: 'handled',
  timers: { patience: () => 1000 },
  correlateBy: ({ data }) => data.tripId,
  initial,
  evolve: {
    'travel.trip-booked.v1': (facts) => ({ ...facts, booked: true as const }),
    'bank.trip-paid.v1': (facts, { payment }) => ({ ...facts, paid: payment }),
    'desk.note-left.v1': (facts, { note }) => ({ ...facts, notes: withNote(facts.notes, note) }),
    'bank.payment-failed.v1': (facts) => ({ ...facts, failed: true as const }),
    patience: (facts) => ({ ...facts, late: true as const }),
  },
  refused: { 'travel.no-room': (facts) => ({ ...facts, noRoom: true as const }) },
  undo: [
    undo(BookFlight, ({ tripId }) => new CancelFlight(tripId)),
    undo(BookRoom, ({ tripId }) => new CancelRoom(tripId)),
  ],
  react: ({ paid, failed, late, notes, noRoom }, tripId) => [
    new BookFlight(tripId),
    ...(noRoom ? [] : [new BookRoom(tripId, 3)]),
    ...notes.map((note) => new WriteNote(note)),
    ...notes.map((note) => new RestartTimer('patience', note)),
    paid ? new CancelTimer('patience') : new StartTimer('patience'),
    ...(failed || late ? [new Compensate('it was not paid')] : []),
  ],
  ended: ({ paid, notes }) => paid !== undefined && notes.length >= 2,
});
const trip = Trip as unknown as ProcessManager;

const tripId = 't';
const booked: Fact = BookedV1.of({ tripId });
const paid: Fact = PaidV1.of({ tripId, payment: 'p' });
const failed: Fact = FailedV1.of({ tripId });
const note = (text: string): Fact => NoteV1.of({ tripId, note: text });
const elapsed: ProcessEvent = { type: 'TimerElapsed', data: { timer: 'patience' } };

/** Commands that the domain refuses, by name, with the code. */
type Refusals = Readonly<Record<string, string>>;

interface Life {
  readonly state: ProcessState;
  readonly sent: readonly object[];
  readonly history: readonly { readonly version: number; readonly type: string; readonly data: unknown }[];
}

/** Lets a process hear facts, one after the other. */
function live(
  facts: readonly (Fact | ProcessEvent)[],
  refusals: Refusals = {},
  { manager = trip, state = initialState(manager) }: { manager?: ProcessManager; state?: ProcessState } = {},
): Life {
  const sent: object[] = [];
  const history: { version: number; type: string; data: unknown }[] = [];
  const keep = (event: { type: string; data: unknown }) => history.push({ version: history.length + 1, ...event });
  for (const fact of facts) {
    const before = state;
    if (!keepsFact(manager, before, fact.type)) continue;
    keep(fact);
    state = foldHistory(manager, state, [fact]);
    if (!asksOn(manager, before) && fact.type !== 'ProcessResumed' && fact.type !== 'ProcessAborted') continue;
    const turn = turnOf(manager, state, tripId);
    for (let step = turn.next(); ; step = turn.next()) {
      while (step.done !== true && 'send' in step.value) {
        const { send } = step.value;
        const command = send.constructor.name;
        const code = refusals[command];
        if (code === undefined) sent.push(send);
        step = turn.next(code === undefined ? undefined : { command, code, sentence: 'No.' });
      }
      if (step.done === true) {
        state = step.value;
        break;
      }
      keep((step.value as { record: ProcessEvent }).record);
    }
  }
  return { state, sent, history };
}

const typesOf = ({ history }: Life) => history.map(({ type }) => type);

describe('a process', () => {
  it('begins with a fact that starts it, and knows what it heard before', () => {
    const waiting = live([paid, note('a')]);
    expect(waiting).toMatchObject({ state: { status: 'waiting' }, sent: [] });
    const started = live([paid, note('a'), booked]);
    expect(started.state.status).toBe('open');
    expect(started.sent).toStrictEqual([new BookFlight(tripId), new BookRoom(tripId, 3), new WriteNote('a')]);
  });

  it('leaves alone what comes too early, where that is declared', () => {
    const manager = { ...trip, early: 'ignored' } as const;
    expect(live([paid], {}, { manager }).state).toEqual(initialState(manager));
    expect(live([paid, booked, note('a'), note('b')], {}, { manager }).state.status).toBe('open');
  });

  it('started twice is one, and sends no accepted command again', () => {
    const { sent, state } = live([booked, booked, note('a'), booked]);
    expect(sent).toStrictEqual([new BookFlight(tripId), new BookRoom(tripId, 3), new WriteNote('a')]);
    expect(state.status).toBe('open');
  });

  it('tells commands apart by what they say, not by the order of their fields', () => {
    const before = initialState(trip);
    const recorded = foldHistory(trip, before, [
      booked,
      { type: 'ProcessStarted', data: {} },
      { type: 'CommandSent', data: { command: 'BookRoom', content: { nights: 3, tripId } } },
    ]);
    expect(live([booked], {}, { state: recorded }).sent).toStrictEqual([new BookFlight(tripId)]);
  });

  it('sends no command again of which something is erased, for it told of somebody who is forgotten', () => {
    const { history } = live([booked]);
    const later = history.map((event) => {
      const sent = event.data as { command?: string };
      if (sent.command !== 'BookRoom') return event;
      return { ...event, data: { ...sent, content: { tripId, nights: 0 }, erased: ['nights'] } };
    });
    const state = foldHistory(trip, initialState(trip), later);
    expect(live([note('a')], {}, { state }).sent).toStrictEqual([new WriteNote('a')]);
  });

  it('ends, and its timers with it', () => {
    const life = live([booked, note('a'), paid, note('b')]);
    expect(life.state).toMatchObject({ status: 'ended', timers: { patience: { status: 'cancelled' } } });
    expect(life.history.at(-1)).toMatchObject({ type: 'ProcessEnded', data: { outcome: 'completed' } });
  });

  it.each([
    ['handled', ['desk.note-left.v1', 'CommandSent'], 5],
    ['kept', ['desk.note-left.v1'], 4],
    ['ignored', ['ProcessEnded'], 4],
  ] as const)('whose late facts are %s', (late, last, commands) => {
    const life = live([booked, note('a'), paid, note('b'), note('c')], {}, { manager: { ...trip, late } });
    expect(typesOf(life).slice(-last.length)).toEqual(last);
    expect(life.sent).toHaveLength(commands);
    expect(life.state.status).toBe('ended');
  });

  it('is open again when a late fact shows that there is more to do', () => {
    const manager = { ...trip, ended: ({ notes }: Facts) => notes.length === 1 } as unknown as ProcessManager;
    const life = live([booked, note('a'), note('b')], {}, { manager });
    expect(life.state.status).toBe('open');
    expect(typesOf(life)).toContain('ProcessReopened');
  });
});

describe('a timer', () => {
  const timer = (life: Life) => life.state.timers['patience']!.status;

  it('is started once, and not again once it has elapsed', () => {
    const manager = { ...trip, react: () => [new StartTimer('patience')] };
    expect(typesOf(live([booked, note('a'), elapsed, note('b')], {}, { manager }))).toEqual([
      'travel.trip-booked.v1',
      'ProcessStarted',
      'TimerStarted',
      'desk.note-left.v1',
      'TimerElapsed',
      'desk.note-left.v1',
    ]);
  });

  it('is restarted once for each reason', () => {
    const life = live([booked, note('a'), note('a'), note('b')]);
    const restarts = life.history.filter(({ type }) => type === 'TimerRestarted').map(({ data }) => data);
    expect(restarts).toEqual([
      { timer: 'patience', milliseconds: 1000, because: 'a' },
      { timer: 'patience', milliseconds: 1000, because: 'b' },
    ]);
    expect(timer(life)).toBe('running');
  });

  it('is cancelled while it runs, and only then', () => {
    expect(timer(live([booked, paid]))).toBe('cancelled');
    expect(typesOf(live([paid, booked, paid]))).not.toContain('TimerCancelled');
  });

  it('that was cancelled may be started again', () => {
    const react = ({ notes }: Facts) =>
      notes.length === 1 ? [new CancelTimer('patience')] : [new StartTimer('patience')];
    const manager = { ...trip, react } as unknown as ProcessManager;
    expect(timer(live([booked, note('a')], {}, { manager }))).toBe('cancelled');
    expect(timer(live([booked, note('a'), note('b')], {}, { manager }))).toBe('running');
  });
});

describe('a refusal', () => {
  it('that is known is one more thing to know', () => {
    const life = live([booked], { BookRoom: 'travel.no-room' });
    expect(life.state).toMatchObject({ status: 'open', facts: { noRoom: true } });
  });

  it.each([
    ['by its code', { 'travel.no-room': (facts: Facts) => facts }],
    ['at all', undefined],
  ])('that is not known %s stops the process where it is', (_, refused) => {
    const manager = { ...trip, refused } as ProcessManager;
    const life = live([booked, note('a')], { BookFlight: 'travel.no-seat' }, { manager });
    expect(life.state).toMatchObject({ status: 'stopped', stopped: 'No.', facts: { notes: ['a'] } });
    expect(life.sent).toStrictEqual([]);
    expect(life.history.find(({ type }) => type === 'ProcessStopped')!.data).toEqual({
      reason: 'No.',
      step: 'BookFlight',
      code: 'travel.no-seat',
    });
  });

  it('is asked anew when the process is resumed, with all that was heard meanwhile', () => {
    const stopped = live([booked, note('a')], { BookFlight: 'travel.no-seat' });
    const resumed: ProcessEvent = { type: 'ProcessResumed', data: { correlation: tripId } };
    const life = live([resumed], {}, { state: stopped.state });
    expect(life.state.status).toBe('open');
    expect(life.sent).toStrictEqual([new BookFlight(tripId), new BookRoom(tripId, 3), new WriteNote('a')]);
  });
});

describe('the compensation', () => {
  it('undoes what was accepted, the last first, after all else that was asked for', () => {
    const life = live([booked, note('a'), failed]);
    expect(life.sent.slice(3)).toStrictEqual([new CancelRoom(tripId), new CancelFlight(tripId)]);
    expect(life.state).toMatchObject({ status: 'ended', compensating: 'it was not paid' });
    expect(life.history.at(-1)!.data).toEqual({ outcome: 'compensated' });
  });

  it('leaves alone what was refused', () => {
    const life = live([booked, failed], { BookRoom: 'travel.no-room' });
    expect(life.sent).toStrictEqual([new BookFlight(tripId), new CancelFlight(tripId)]);
  });

  it('that is refused stops the process, and goes on where it was', () => {
    const stopped = live([booked, failed], { CancelFlight: 'travel.no-room' });
    expect(stopped.state.status).toBe('stopped');
    expect(undoingCommands(trip, stopped.state).map(({ command }) => command)).toStrictEqual([
      new CancelFlight(tripId),
    ]);
    const resumed: ProcessEvent = { type: 'ProcessResumed', data: { correlation: tripId } };
    const life = live([resumed], {}, { state: stopped.state });
    expect(life.sent).toStrictEqual([new CancelFlight(tripId)]);
    expect(life.state.status).toBe('ended');
  });

  it('is over for good: a late fact leads to nothing', () => {
    const { sent, state } = live([booked, failed, note('a')]);
    expect(sent).toHaveLength(4);
    expect(state).toMatchObject({ status: 'ended', facts: { notes: ['a'] } });
  });

  it.each([
    [true, [new CancelRoom(tripId), new CancelFlight(tripId)]],
    [false, []],
  ])('belongs to being aborted when that is wanted (%s)', (compensates, undoing) => {
    const { state } = live([booked]);
    const aborted: ProcessEvent = { type: 'ProcessAborted', data: { reason: 'enough', compensates } };
    const life = live([aborted, note('a')], {}, { state });
    expect(life.sent).toStrictEqual(undoing);
    expect(life.state).toMatchObject({ status: 'ended', aborted: 'enough' });
    expect(life.history.find(({ type }) => type === 'ProcessEnded')!.data).toEqual({ outcome: 'aborted' });
  });

  it('that cannot be finished can be given up', () => {
    const { state } = live([booked, failed], { CancelFlight: 'travel.left' });
    const aborted: ProcessEvent = { type: 'ProcessAborted', data: { reason: 'enough', compensates: false } };
    expect(live([aborted], {}, { state })).toMatchObject({ sent: [], state: { status: 'ended' } });
  });
});

describe('facts in any order, some of them twice', () => {
  const facts = [booked, paid, note('a'), note('b'), note('c')];
  const arrivals = fc
    .shuffledSubarray([...facts, ...facts], { minLength: 5 })
    .filter((order) => facts.every((fact) => order.includes(fact)));
  const names = (commands: readonly object[]) =>
    commands.map((command) => `${command.constructor.name} ${JSON.stringify(command)}`).toSorted();
  const wanted = names(live(facts).sent);

  it('lead to the same facts, the same state and the same commands, each sent once', () =>
    fc.assert(
      fc.property(arrivals, (order) => {
        const { state, sent } = live(order);
        expect(names(sent)).toStrictEqual(wanted);
        expect(state.facts).toEqual(live(facts).state.facts);
        expect(state.status).toBe('ended');
      }),
    ));

  it('with a failure among them leave nothing done that is not undone, in reverse', () =>
    fc.assert(
      fc.property(arrivals, fc.nat(10), (order, place) => {
        const { state, sent } = live(order.toSpliced(place, 0, failed));
        const undoing = sent.filter((command) => command instanceof CancelFlight || command instanceof CancelRoom);
        expect(undoing).toStrictEqual([new CancelRoom(tripId), new CancelFlight(tripId)]);
        expect(state).toMatchObject({ status: 'ended', compensating: 'it was not paid' });
      }),
    ));

  it('are replayed without a difference by the code that lived through them', () =>
    fc.assert(
      fc.property(arrivals, fc.nat(20), (order, place) => {
        const refusals = place % 2 === 0 ? { BookRoom: 'travel.no-room' } : {};
        const { history } = live(place > 10 ? order : order.toSpliced(place, 0, failed), refusals);
        expect(replayProcess(trip, history, tripId)).toMatchObject({ differences: [], unrecorded: 0 });
      }),
    ));
});
