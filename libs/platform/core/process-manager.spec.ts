import { z } from 'zod';
import {
  commandRefused,
  contract,
  type Fact,
  foldProcess,
  type ProcessManager,
  processManager,
  StartTimer,
  timerElapsed,
} from './index.js';

const TreeFelledV1 = contract('garden.tree-felled.v1', z.object({ treeId: z.string() }));
const TruckArrivedV1 = contract('transport.truck-arrived.v1', z.object({ treeId: z.string(), plate: z.string() }));

interface Heard {
  readonly felled?: true;
  readonly plate?: string;
  readonly late?: true;
  readonly refused?: string;
}

const nothingHeard: Heard = {};

const Removal = processManager({
  name: 'garden.removal',
  facts: [TreeFelledV1, TruckArrivedV1],
  timers: { patience: () => 1000 },
  initial: nothingHeard,
  correlateBy: ({ data }) => data.treeId,
  evolve: {
    'garden.tree-felled.v1': (heard) => ({ ...heard, felled: true as const }),
    'transport.truck-arrived.v1': (heard, { plate }) => ({ ...heard, plate }),
    patience: (heard) => ({ ...heard, late: true as const }),
  },
  refused: (heard, { code }) => ({ ...heard, refused: code }),
  react: ({ felled }) => (felled ? [new StartTimer('patience')] : []),
});
const removal = Removal as unknown as ProcessManager<Heard>;

const felled: Fact = TreeFelledV1.of({ treeId: 't' });
const arrived: Fact = TruckArrivedV1.of({ treeId: 't', plate: 'ZH 1' });
const late = { type: timerElapsed, data: { timer: 'patience' } };
const refused = {
  type: commandRefused,
  data: { command: 'LoadTruck', code: 'garden.too-heavy', sentence: 'Too heavy.' },
};

describe('the history of a process', () => {
  it('folds facts, elapsed timers and refusals', () => {
    expect(foldProcess(removal, removal.initial, [felled, arrived, late, refused])).toEqual({
      felled: true,
      plate: 'ZH 1',
      late: true,
      refused: 'garden.too-heavy',
    });
  });

  it('folds to the same in another order and with duplicates', () => {
    const inOrder = foldProcess(removal, {}, [felled, arrived, late, refused]);
    expect(foldProcess(removal, {}, [refused, late, arrived, felled, late, arrived])).toEqual(inOrder);
  });

  it('leaves alone what the process no longer hears', () => {
    const history = [
      { type: 'garden.tree-planted.v1', data: {} },
      { type: timerElapsed, data: { timer: 'forgotten' } },
      { type: 'TimerStarted', data: { timer: 'patience', milliseconds: 1000 } },
    ];
    expect(foldProcess(removal, removal.initial, history)).toEqual({});
  });

  it.each(['toString', 'constructor', '__proto__'])('does not mistake %s for a fact', (type) => {
    expect(foldProcess(removal, removal.initial, [{ type, data: {} }])).toEqual({});
    expect(foldProcess(removal, removal.initial, [{ type: timerElapsed, data: { timer: type } }])).toEqual({});
  });

  it('need not remember refusals', () => {
    const { refused: _left, ...definition } = Removal;
    const forgetful = processManager(definition) as unknown as ProcessManager<Heard>;
    expect(foldProcess(forgetful, {}, [refused])).toEqual({});
  });
});

describe('a process', () => {
  it('needs no timers', () => {
    const { timers: _timers, ...definition } = Removal;
    expect(processManager(definition as never)).toMatchObject({ timers: {} });
  });
});
