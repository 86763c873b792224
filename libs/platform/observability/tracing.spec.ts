import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { amendExecution, currentExecution, runIn } from '#platform/execution';
import { beginSpan, inSpan, nextTraceparent, parseTraceparent, SpanKind } from './index.js';

const execution = () => ({ correlationId: 'c', traceparent: nextTraceparent(), receipts: [] });

describe('while nobody records spans', () => {
  it('leaves the trace as it came', async () => {
    const own = execution();
    const seen = await runIn(own, () => inSpan('work', {}, () => Promise.resolve(currentExecution())));
    expect(seen).toBe(own);
    expect(beginSpan('work', own.traceparent).traceparent).toBeUndefined();
    expect(beginSpan('work', undefined).traceparent).toBeUndefined();
  });
});

describe('while somebody records spans', () => {
  const recorded = new InMemorySpanExporter();
  beforeAll(() => {
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: recorded })] });
    trace.setGlobalTracerProvider(provider);
  });
  beforeEach(() => recorded.reset());
  afterAll(() => trace.disable());

  it('hangs work below the execution, and what the work leads to below the work', async () => {
    const own = execution();
    const inner = await runIn(own, () =>
      inSpan('outer', {}, () =>
        inSpan('inner', { kind: SpanKind.CLIENT }, (traceparent) => Promise.resolve(traceparent)),
      ),
    );
    const [innerSpan, outerSpan] = recorded.getFinishedSpans();
    const { traceId, parentId } = parseTraceparent(own.traceparent)!;
    expect([innerSpan, outerSpan].map((span) => span!.spanContext().traceId)).toEqual([traceId, traceId]);
    expect(outerSpan!.parentSpanContext!.spanId).toBe(parentId);
    expect(innerSpan!.parentSpanContext!.spanId).toBe(outerSpan!.spanContext().spanId);
    expect(parseTraceparent(inner)!.parentId).toBe(innerSpan!.spanContext().spanId);
  });

  it('says of work that failed why it did', async () => {
    await expect(inSpan('work', {}, () => Promise.reject(new TypeError('broken')))).rejects.toThrow('broken');
    expect(recorded.getFinishedSpans()[0]).toMatchObject({
      status: { message: 'broken' },
      attributes: { 'error.type': 'TypeError' },
    });
  });

  it('links to the work that it deals with', () => {
    const [first, second] = [nextTraceparent(), nextTraceparent()];
    beginSpan('batch', undefined, { links: [first, 'no traceparent', second] }).end();
    const linked = recorded.getFinishedSpans()[0]!.links.map(({ context }) => context.traceId);
    expect(linked).toEqual([first, second].map((one) => parseTraceparent(one)!.traceId));
  });

  it('tells the whole execution what a part of it finds out', async () => {
    const own = execution();
    await runIn(own, () => inSpan('work', {}, async () => amendExecution({ principal: { id: 'ada', roles: [] } })));
    expect(own).toMatchObject({ principal: { id: 'ada' } });
  });

  it('carries on that a trace is not recorded', async () => {
    const own = { ...execution(), traceparent: nextTraceparent().replace(/..$/, '00') };
    await runIn(own, () => inSpan('work', {}, (traceparent) => Promise.resolve(expect(traceparent).toMatch(/-00$/))));
    expect(recorded.getFinishedSpans()).toEqual([]);
  });
});
