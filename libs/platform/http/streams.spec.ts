import { Sse } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/internal';
import { jest } from '@jest/globals';
import { concat, lastValueFrom, NEVER, of } from 'rxjs';
import { Intake, OpenStreams } from './index.js';
import { StreamsInterceptor } from './streams.interceptor.js';

class Weather {
  @Sse() changes() {
    return NEVER;
  }
}

function watching(intake: Intake) {
  const [weather, seen] = [new Weather(), [] as unknown[]];
  const context = new ExecutionContextHost(
    [{ ip: '127.0.0.1', headers: {} }],
    Weather,
    Reflect.get(weather, 'changes') as never,
  );
  const events = new StreamsInterceptor(new OpenStreams(), intake).intercept(context, {
    handle: () => weather.changes(),
  });
  const subscription = events.subscribe((event) => seen.push(event));
  return { seen, subscription };
}

describe('an event stream', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('has a comment now and then while nothing happens', () => {
    const { seen, subscription } = watching(new Intake());
    jest.advanceTimersByTime(25_000);
    expect(seen).toEqual([{ comment: '' }, { comment: '' }]);
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends when the process drains, also when that began before it', () => {
    const intake = new Intake();
    const before = watching(intake);
    intake.beginDrain();
    expect([before, watching(intake)].map(({ subscription }) => subscription.closed)).toEqual([true, true]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    [{}, [], ''],
    [{ 'last-event-id': '7' }, [], '7'],
    [{ 'last-event-id': '7' }, [{ id: '8', data: 'rain' }, { data: 'hail' }], '8'],
  ])('that ends with the token leaves the client at its place: %j, %j', async (headers, events, id) => {
    jest.useRealTimers();
    const request = { ip: '127.0.0.1', headers, url: '/weather', execution: { validUntil: Date.now() + 20 } };
    const context = new ExecutionContextHost([request], Weather, Reflect.get(new Weather(), 'changes') as never);
    const handle = () => concat(of(...events), NEVER);
    const stream = new StreamsInterceptor(new OpenStreams(), new Intake()).intercept(context, { handle });
    expect(await lastValueFrom(stream)).toMatchObject({ type: 'error', id });
  });
});
