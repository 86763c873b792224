import { z } from 'zod';
import { Compensate, contract, processManager, refusal, undo } from '#platform/core';
import { refusing, specificationOfProcess } from './process-specification.js';

const AskedV1 = contract('band.tour-asked.v1', z.object({ tour: z.string() }));
const PlayedV1 = contract('band.tour-played.v1', z.object({ tour: z.string() }));
const RainedV1 = contract('sky.it-rained.v1', z.object({ tour: z.string() }));

class HireBus {
  constructor(readonly tour: string) {}
}
class RentHall {
  constructor(readonly tour: string) {}
}
class ReturnBus {
  constructor(readonly tour: string) {}
}
class LeaveHall {
  constructor(readonly tour: string) {}
}
class NoBus extends refusal('band.no-bus', 'conflict', 'There is no bus.') {}

interface Facts {
  readonly played?: true;
  readonly rained?: true;
}
const initial: Facts = {};

const tourThat = (react: (facts: Facts, tour: string) => readonly object[]) =>
  processManager({
    name: 'band.tour',
    facts: [AskedV1, PlayedV1, RainedV1],
    start: ['band.tour-asked.v1'],
    initial,
    correlateBy: ({ data }) => data.tour,
    evolve: {
      'band.tour-asked.v1': (facts) => facts,
      'band.tour-played.v1': (facts) => ({ ...facts, played: true as const }),
      'sky.it-rained.v1': (facts) => ({ ...facts, rained: true as const }),
    },
    undo: [undo(HireBus, ({ tour }) => new ReturnBus(tour)), undo(RentHall, ({ tour }) => new LeaveHall(tour))],
    ended: ({ played }) => played === true,
    react,
  });

const Tour = tourThat(({ rained }, tour) => [
  new HireBus(tour),
  new RentHall(tour),
  ...(rained ? [new Compensate('it rained')] : []),
]);

const { given } = specificationOfProcess(Tour)('t');
const asked = AskedV1.of({ tour: 't' });
const played = PlayedV1.of({ tour: 't' });
const rained = RainedV1.of({ tour: 't' });

describe('the specification of a process', () => {
  it('tells what is asked for, once it has started', () => {
    given(played).thenNothing();
    given(asked).then(new HireBus('t'), new RentHall('t'));
    expect(() => given(asked).then(new RentHall('t'), new HireBus('t'))).toThrow('expect');
  });

  it('tells whether it has ended', () => {
    given(asked).thenStaysOpen();
    given(asked, played).inEveryOrder().thenEnds();
    expect(() => given(asked).thenEnds()).toThrow('expect');
    expect(() => given(asked, played).thenStaysOpen()).toThrow('expect');
  });

  it('finds an end that comes before all was asked for', () => {
    const hasty = specificationOfProcess(tourThat(({ rained: wet }, tour) => (wet ? [new HireBus(tour)] : [])))('t');
    hasty.given(asked, rained, played).thenEnds();
    expect(() => hasty.given(asked, played, rained).thenEnds()).toThrow('expect');
  });

  it('tells how it is undone, in which order', () => {
    given(asked, rained).thenCompensates(new LeaveHall('t'), new ReturnBus('t'));
    expect(() => given(asked, rained).thenCompensates(new ReturnBus('t'), new LeaveHall('t'))).toThrow('expect');
  });

  it('tells what stops it', () => {
    given(asked, refusing(new HireBus('t'), NoBus)).thenStops();
    expect(() => given(asked).thenStops()).toThrow('expect');
  });
});
