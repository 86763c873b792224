import { setTimeout as pause } from 'node:timers/promises';
import {
  type CallHandler,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  type INestMicroservice,
  Module,
  type NestInterceptor,
  type PipeTransform,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { type EventContext, Reaction } from '#platform/consumers';
import { currentExecution } from '#platform/execution';
import { always, kinds, Tower, tower as towerContext } from '#test/bell-tower';
import { eventually } from '#test/eventually';
import { EMPTY, from, map, mergeMap, of, retry } from 'rxjs';

let tower: Tower;

beforeEach(async () => {
  tower = await Tower.open();
});
afterEach(() => tower.close());

describe.each(kinds)('around $kind', ({ module, consumer, name, heard, nothing }) => {
  it('a guard that refuses holds the event and those behind it until it lets them pass', async () => {
    let closed = true;
    await tower.run(module, {
      admit: (execution) => !closed || execution.switchToRpc().getData<{ bell: string }>().bell !== 'big',
    });
    await tower.ring('big', 'one');
    await tower.ring('big', 'two');
    await tower.ring('small');
    await eventually(async () => expect(await heard(tower, 'small')).toEqual(['noon']));
    await eventually(async () =>
      expect(await tower.held('big')).toMatchObject({ status: 'due', error: 'Error: Forbidden resource', events: 2 }),
    );
    const { attempts } = (await tower.held('big'))!;
    await eventually(async () => expect((await tower.held('big'))!.attempts).toBeGreaterThan(attempts));
    await tower.ask(`update tower.held_streams set attempts = 7, due_at = clock_timestamp()`);
    await eventually(async () =>
      expect(await tower.held('big')).toMatchObject({ status: 'parked', attempts: 8, events: 2 }),
    );
    expect(await heard(tower, 'big')).toEqual([]);
    closed = false;
    await tower.ask(`update tower.held_streams set status = 'due', due_at = clock_timestamp()`);
    await eventually(async () => expect((await heard(tower, 'big')).at(-1)).toBe('two'));
    await eventually(async () => expect(await tower.ask('select * from tower.held_events')).toEqual([]));
  });

  it('a pipe changes the data, and refuses what does not fit', async () => {
    const piped: unknown[] = [];
    await tower.run(module, {
      change: (value, { type }) => {
        piped.push(value);
        const data = value as { at: string };
        if (data.at === 'never') throw new Error(`no such time in the ${type}`);
        return { ...data, at: data.at.toUpperCase() };
      },
    });
    await tower.ring('small');
    await tower.ring('big', 'never');
    await eventually(async () => expect(await heard(tower, 'small')).toEqual(['NOON']));
    await eventually(async () => expect((await tower.held('big'))?.error).toBe('Error: no such time in the body'));
    expect(await heard(tower, 'big')).toEqual([]);
    expect(piped[0]).toEqual({ bell: 'small', at: 'noon' });
  });

  it('an interceptor sees what is handled and how long it takes', async () => {
    const seen: object[] = [];
    const times: number[] = [];
    await tower.run(module, {
      intercept: (execution, next) => {
        const began = performance.now();
        const { consumer: reader, event } = execution.switchToRpc().getContext<EventContext>();
        const [where, data] = [
          [execution.getType(), execution.getClass(), execution.getHandler().name],
          execution.switchToRpc().getData<unknown>(),
        ];
        seen.push({ where, data, reader, event });
        return next.handle().pipe(
          map((answer: unknown) => {
            times.push(performance.now() - began);
            return answer;
          }),
        );
      },
    });
    const { position } = await tower.ring('small');
    await eventually(async () => expect(await heard(tower, 'small')).toEqual(['noon']));
    const [stored] = await tower.ask<{ event_id: string; correlation: string }>(
      `select event_id, metadata->>'correlationId' as correlation from tower.events where position = 1`,
    );
    expect(seen).toEqual([
      {
        where: ['rpc', consumer, 'Rung'],
        data: { bell: 'small', at: 'noon' },
        reader: name,
        event: expect.objectContaining({
          id: stored!.event_id,
          type: 'Rung',
          position,
          stream: 'tower.bell-small',
          version: 1,
          correlationId: stored!.correlation,
        }),
      },
    ]);
    expect(times).toEqual([expect.any(Number)]);
  });

  it('work that an interceptor puts off stays part of the same work', async () => {
    const executions: unknown[] = [];
    await tower.run(module, {
      fail: () => executions.push(currentExecution()),
      intercept: (_, next) =>
        from(pause(1)).pipe(
          mergeMap(() => next.handle()),
          mergeMap((answer: unknown) => from(pause(1)).pipe(map(() => answer))),
        ),
    });
    const bells = ['one', 'two', 'three'];
    await Promise.all(bells.map((bell) => tower.ring(bell)));
    for (const bell of bells) await eventually(async () => expect(await heard(tower, bell)).toEqual(['noon']));
    const events = await tower.ask<{ event_id: string }>(
      `select event_id from tower.events where type = 'Rung' order by position`,
    );
    expect(executions).toMatchObject(events.map(({ event_id }) => ({ consumer: name, causationId: event_id })));
  });

  it('a filter that answers makes a success of a failure, and nothing is left of what failed', async () => {
    const caught: unknown[] = [];
    await tower.run(module, {
      fail: (bell) => {
        if (bell === 'cracked') throw new Error('it is cracked');
      },
      answer: (error) => {
        caught.push(error);
        return of(nothing);
      },
    });
    await tower.ring('cracked');
    const { position } = await tower.ring('small');
    await eventually(async () => expect(await heard(tower, 'small')).toEqual(['noon']));
    await eventually(async () => expect(await tower.checkpoint()).toBeGreaterThanOrEqual(position));
    expect(caught).toEqual([new Error('it is cracked')]);
    expect(await heard(tower, 'cracked')).toEqual([]);
    expect(await tower.held('cracked')).toBeUndefined();
  });

  it.each([
    ['returns nothing', () => undefined],
    ['returns nothing in the end', async () => undefined],
    [
      'throws',
      () => {
        throw new Error('it is cracked');
      },
    ],
  ])('a filter that %s leaves the failure what it was', async (_, answer) => {
    await tower.run(module, {
      fail: () => {
        throw new Error('it is cracked');
      },
      answer,
    });
    await tower.ring('cracked');
    await eventually(async () => expect((await tower.held('cracked'))?.error).toBe('Error: it is cracked'));
  });

  it('an interceptor that ends without an answer has handled nothing', async () => {
    await tower.run(module, { intercept: () => EMPTY });
    await tower.ring('small');
    await eventually(async () => expect((await tower.held('small'))?.error).toMatch('EmptyError'));
  });

  it('an interceptor that runs the handler again leaves the work of the last run', async () => {
    let runs = 0;
    await tower.run(module, {
      fail: () => {
        runs += 1;
        if (runs < 3) throw new Error('not yet');
      },
      intercept: (_, next) => next.handle().pipe(retry(2)),
    });
    await tower.ring('small');
    await eventually(async () => expect(await heard(tower, 'small')).toEqual(['noon']));
    expect(runs).toBe(3);
    expect(await tower.ask('select * from tower.ring_counts where times <> 1')).toEqual([]);
  });
});

describe.each(kinds.slice(1))('the commands of $kind', ({ module, name }) => {
  it('are missed when they get lost on the way', async () => {
    await tower.run(module, { intercept: (_, next) => next.handle().pipe(map(() => undefined)) });
    await tower.ring('small');
    await eventually(async () =>
      expect((await tower.held('small'))?.error).toBe(`TypeError: ${name} answered Rung with no list of commands`),
    );
  });
});

const noted: string[] = [];

@Catch()
class Noting implements CanActivate, PipeTransform, NestInterceptor, ExceptionFilter {
  canActivate() {
    return noted.push('guard') > 0;
  }
  transform(value: unknown) {
    noted.push('pipe');
    return value;
  }
  intercept(_: ExecutionContext, next: CallHandler) {
    noted.push('interceptor');
    return next.handle();
  }
  catch() {
    noted.push('filter');
    return of([]);
  }
}

const noting = new Noting();

function reacting(name: string, handle: () => [] = () => []) {
  @Reaction(`tower.${name}`)
  class Reacting {
    readonly on = { Rung: handle };
  }
  return Reacting;
}

function failing(): never {
  throw new Error('it is cracked');
}

describe('one thing around a handler', () => {
  beforeEach(() => noted.splice(0));

  const guarded = reacting('guarded');
  UseGuards(noting)(guarded);
  const piped = reacting('piped');
  UsePipes(noting)(piped);
  const watched = reacting('watched');
  UseInterceptors(noting)(watched);
  const caught = reacting('caught', failing);
  UseFilters(noting)(caught);

  @Module({ imports: [towerContext], providers: [...always, guarded, piped, watched, caught] })
  class AloneModule {}

  it('is enough for Nest to call it', async () => {
    await tower.run(AloneModule);
    await tower.ring('small');
    await eventually(() => expect(noted.toSorted()).toEqual(['filter', 'guard', 'interceptor', 'pipe']));
  });

  @Module({ imports: [towerContext], providers: [...always, reacting('plain'), reacting('fails', failing)] })
  class PlainModule {}

  it.each<[string, (consumers: INestMicroservice) => void, number]>([
    ['guard', (consumers) => consumers.useGlobalGuards(noting), 2],
    ['pipe', (consumers) => consumers.useGlobalPipes(noting), 2],
    ['interceptor', (consumers) => consumers.useGlobalInterceptors(noting), 2],
    ['filter', (consumers) => consumers.useGlobalFilters(noting), 1],
  ])('may stand around all consumers: a %s', async (sort, configure, times) => {
    await tower.run(PlainModule, {}, configure);
    await tower.ring('small');
    await eventually(() => expect(noted).toEqual(expect.arrayContaining(Array.from({ length: times }, () => sort))));
  });

  @Module({
    imports: [towerContext],
    providers: [...always, reacting('plain'), guarded, { provide: APP_GUARD, useValue: noting }],
  })
  class ApplicationModule {}

  it('is not what the application has around requests', async () => {
    await tower.run(ApplicationModule);
    const { position } = await tower.ring('small');
    await eventually(async () =>
      expect(await tower.ask('select position::integer from tower.checkpoints')).toEqual([{ position }, { position }]),
    );
    expect(noted).toEqual(['guard']);
  });
});
