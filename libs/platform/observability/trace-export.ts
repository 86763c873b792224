import { trace } from '@opentelemetry/api';
import { z } from 'zod';
import { setting, url } from '#platform/config';
import { inTime } from '#platform/waiting';

const endpoint = setting(
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  url,
  'where spans are sent to by OTLP over HTTP, such as http://localhost:4318; unset, none are recorded',
);
const serviceName = setting(
  'OTEL_SERVICE_NAME',
  z.string().min(1),
  'the name of this process in traces; unset, that of its app',
);
const share = setting(
  'OTEL_TRACES_SAMPLER_ARG',
  z.coerce.number('must be a number').min(0, 'must be at least 0').max(1, 'must be at most 1'),
  'the share of traces that is recorded, from 0 to 1; a trace that comes in is recorded when its traceparent says so',
  { default: '1' },
);

/** How long a stop waits for the last spans to be sent, in milliseconds; after that they are lost. */
const lastWait = 2_000;

/**
 * Has spans recorded and sent to where `OTEL_EXPORTER_OTLP_ENDPOINT` says; the exporter reads the other OTEL_EXPORTER_OTLP_…
 * variables by itself. Unset, nothing is loaded. Answers with what sends the last spans at the stop.
 */
export async function exportTraces(process: string): Promise<() => Promise<void>> {
  if (endpoint.value === undefined) return () => Promise.resolve();
  const [sdk, exporters, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const resource = resources.resourceFromAttributes({ 'service.name': serviceName.value ?? process });
  const root = new sdk.TraceIdRatioBasedSampler(share.value);
  const provider = new sdk.TracerProvider({
    resource: resources.defaultResource().merge(resource),
    sampler: new sdk.ParentBasedSampler({ root }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new exporters.OTLPTraceExporter() })],
  });
  trace.setGlobalTracerProvider(provider);
  return () => inTime(lastWait, provider.shutdown()).catch(() => {});
}
