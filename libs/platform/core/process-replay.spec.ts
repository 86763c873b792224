import { z } from 'zod';
import {
  contract,
  type Fact,
  type ProcessEvent,
  type ProcessManager,
  processManager,
  replayProcess,
  StartTimer,
} from './index.js';

const FelledV1 = contract('garden.tree-felled.v1', z.object({ treeId: z.string() }));
const ArrivedV1 = contract('transport.truck-arrived.v1', z.object({ treeId: z.string() }));

class CallTruck {
  constructor(readonly treeId: string) {}
}
class LoadTruck {
  constructor(
    readonly treeId: string,
    readonly crane: boolean,
  ) {}
}

interface Heard {
  readonly felled?: true;
  readonly arrived?: true;
  readonly tooHeavy?: true;
}
const nothing: Heard = {};

const Removal = processManager({
  name: 'garden.removal',
  facts: [FelledV1, ArrivedV1],
  start: ['garden.tree-felled.v1'],
  timers: { patience: () => 1000 },
  initial: nothing,
  correlateBy: ({ data }) => data.treeId,
  evolve: {
    'garden.tree-felled.v1': (heard) => ({ ...heard, felled: true as const }),
    'transport.truck-arrived.v1': (heard) => ({ ...heard, arrived: true as const }),
    patience: (heard) => heard,
  },
  refused: { 'garden.too-heavy': (heard) => ({ ...heard, tooHeavy: true as const }) },
  react: ({ arrived, tooHeavy }, treeId) =>
    arrived ? [new LoadTruck(treeId, tooHeavy ?? false)] : [new CallTruck(treeId), new StartTimer('patience')],
});
const removal = Removal as unknown as ProcessManager<Heard>;

const treeId = 't';
const felled: Fact = FelledV1.of({ treeId });
const arrived: Fact = ArrivedV1.of({ treeId });
const sent = (command: object): ProcessEvent => ({
  type: 'CommandSent',
  data: { command: command.constructor.name, content: { ...command } },
});
const refused: ProcessEvent = {
  type: 'CommandRefused',
  data: { command: 'LoadTruck', code: 'garden.too-heavy', sentence: 'Too heavy.' },
};
const started: ProcessEvent = { type: 'ProcessStarted', data: { correlation: treeId } };
const timer: ProcessEvent = { type: 'TimerStarted', data: { timer: 'patience', milliseconds: 7 } };

const recorded = [
  felled,
  started,
  sent(new CallTruck(treeId)),
  timer,
  arrived,
  sent(new LoadTruck(treeId, false)),
  refused,
  sent(new LoadTruck(treeId, true)),
];

const replayed = (history: readonly { type: string; data: unknown }[], changes: Partial<ProcessManager<Heard>> = {}) =>
  replayProcess(
    { ...removal, ...changes } as unknown as ProcessManager,
    history.map((event, index) => ({ version: index + 1, ...event })),
    treeId,
  );

describe('a replay', () => {
  it('finds no difference in what the same code did, refusals included', () => {
    expect(replayed(recorded)).toEqual({ turns: 2, unrecorded: 0, differences: [], now: [] });
  });

  it('tells after which event today’s code does something else', () => {
    const react: ProcessManager<Heard>['react'] = ({ felled }) => (felled ? [new CallTruck(treeId)] : []);
    expect(replayed(recorded, { react }).differences).toEqual([
      {
        version: 1,
        after: 'garden.tree-felled.v1',
        gone: [{ act: 'TimerStarted', content: { timer: 'patience' } }],
        added: [],
      },
      {
        version: 5,
        after: 'transport.truck-arrived.v1',
        gone: [
          { act: 'LoadTruck', content: { treeId, crane: false } },
          { act: 'LoadTruck', content: { treeId, crane: true } },
        ],
        added: [],
      },
    ]);
  });

  it('tells of a command with another content, and of an end', () => {
    const react: ProcessManager<Heard>['react'] = ({ arrived }) =>
      arrived ? [new LoadTruck(treeId, true)] : [new CallTruck(treeId), new StartTimer('patience')];
    const { differences } = replayed(recorded.slice(0, 7), { react, ended: ({ arrived = false }) => arrived });
    expect(differences).toMatchObject([
      {
        version: 5,
        gone: [{ act: 'LoadTruck', content: { treeId, crane: false } }],
        added: [{ act: 'LoadTruck', content: { treeId, crane: true } }, { act: 'ProcessEnded' }],
      },
    ]);
  });

  it('tells what today’s code would do now', () => {
    expect(replayed(recorded.slice(0, 2)).now).toEqual([
      { act: 'CallTruck', content: { treeId } },
      { act: 'TimerStarted', content: { timer: 'patience' } },
    ]);
  });

  it('compares nothing that is older than the remembering of commands, and tells what would happen now', () => {
    expect(replayed([felled, timer, arrived])).toEqual({
      turns: 0,
      unrecorded: 2,
      differences: [],
      now: [{ act: 'LoadTruck', content: { treeId, crane: false } }],
    });
    expect(replayed([felled, timer, arrived, started, sent(new LoadTruck(treeId, false))])).toMatchObject({
      turns: 1,
      unrecorded: 1,
      differences: [],
    });
  });

  it('asks nothing while a process is stopped, and asks again when it is resumed', () => {
    const stopped: ProcessEvent = {
      type: 'ProcessStopped',
      data: { reason: 'Too heavy.', step: 'LoadTruck', code: 'other' },
    };
    const other: ProcessEvent = { type: 'CommandRefused', data: { ...refused.data, code: 'other' } };
    const history = [
      ...recorded.slice(0, 6),
      other,
      stopped,
      arrived,
      { type: 'ProcessResumed', data: { correlation: treeId } },
      sent(new LoadTruck(treeId, false)),
    ];
    expect(replayed(history)).toMatchObject({ turns: 4, differences: [], now: [] });
    expect(replayed(history.slice(0, 9)).now).toEqual([{ act: 'LoadTruck', content: { treeId, crane: false } }]);
  });

  it('does not compare a timer that failed until its process stopped', () => {
    const elapsed: ProcessEvent = { type: 'TimerElapsed', data: { timer: 'patience' } };
    const stopped: ProcessEvent = { type: 'ProcessStopped', data: { reason: 'Error: x', step: 'timer patience' } };
    expect(replayed([...recorded.slice(0, 4), elapsed, stopped])).toMatchObject({ differences: [] });
  });
});
