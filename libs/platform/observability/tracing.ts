import {
  type Attributes,
  context,
  isSpanContextValid,
  type Link,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { Refusal } from '#platform/core';
import { currentExecution, runAsPart } from '#platform/execution';
import { redactText } from './redaction.js';
import { parseTraceparent } from './traceparent.js';

export { SpanKind } from '@opentelemetry/api';

export interface SpanOptions {
  /** Whether others ask, are asked, send or receive; inside the process when left out. */
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** The `traceparent`s of other pieces of work that this one deals with. */
  readonly links?: readonly string[];
}

const tracerName = 'tearline';
const tracer = trace.getTracer(tracerName);

/** Asked first, because a span that nobody records costs more than the work that it stands for. */
function isRecorded(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(tracerName) !== undefined;
}

/** A span that is under way; nothing of it is kept while nobody records spans. */
export interface OpenSpan {
  /** Of the work inside it; undefined while nobody records spans. */
  readonly traceparent: string | undefined;
  set(attributes: Attributes): void;
  /** A refusal is noted as what the work came to, and is no failure. */
  end(error?: unknown): void;
}

/** Begins a span below the piece of work that a `traceparent` names; whoever begins it ends it. */
export function beginSpan(name: string, parent: string | undefined, options: SpanOptions = {}): OpenSpan {
  return isRecorded() ? open(name, parent, options) : unrecorded;
}

function open(name: string, parent: string | undefined, options: SpanOptions): Opened {
  const above = contextOf(parent);
  const { kind = SpanKind.INTERNAL, attributes, links = [] } = options;
  const span = tracer.startSpan(
    name,
    { kind, ...(attributes && { attributes }), ...(links.length > 0 && { links: links.flatMap(linkTo) }) },
    above === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, above),
  );
  return new Opened(span, traceparentOf(span, above?.spanId));
}

/**
 * Runs work as a span below the present execution's place in its trace; events and requests that the work leads to hang below
 * it. While nobody records spans the work runs as it is.
 */
export function inSpan<T>(name: string, options: SpanOptions, work: Spanned<T>): Promise<T> {
  return isRecorded() ? recorded(name, options, work) : work(undefined);
}

/** Work that may want to know the `traceparent` of its span. */
type Spanned<T> = (traceparent: string | undefined) => Promise<T>;

async function recorded<T>(name: string, options: SpanOptions, work: Spanned<T>): Promise<T> {
  const opened = open(name, currentExecution()?.traceparent, options);
  const { traceparent, span } = opened;
  if (traceparent === undefined) return work(undefined);
  try {
    const inside = trace.setSpan(context.active(), span);
    const result = await context.with(inside, () => runAsPart(traceparent, () => work(traceparent)));
    opened.end();
    return result;
  } catch (error) {
    opened.end(error);
    throw error;
  }
}

const unrecorded: OpenSpan = { traceparent: undefined, set: () => {}, end: () => {} };

class Opened implements OpenSpan {
  constructor(
    readonly span: Span,
    readonly traceparent: string | undefined,
  ) {}

  set(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  end(error?: unknown): void {
    if (error instanceof Refusal) this.span.setAttribute('error.type', error.code);
    else if (error !== undefined)
      this.fail(error instanceof Error ? error : new Error('Something was thrown that is no error'));
    this.span.end();
  }

  private fail({ name, message }: Error): void {
    this.span.setAttribute('error.type', name);
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: redactText(message) });
  }
}

function contextOf(traceparent: string | undefined) {
  const known = parseTraceparent(traceparent);
  if (known === undefined) return undefined;
  const { traceId, parentId: spanId, flags } = known;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

/** Without a recorder the API hands back the span above, or one without an id. */
function traceparentOf(span: Span, above: string | undefined): string | undefined {
  const own = span.spanContext();
  if (!isSpanContextValid(own) || own.spanId === above) return undefined;
  return `00-${own.traceId}-${own.spanId}-${own.traceFlags.toString(16).padStart(2, '0')}`;
}

function linkTo(traceparent: string): Link[] {
  const linked = contextOf(traceparent);
  return linked === undefined ? [] : [{ context: linked }];
}
