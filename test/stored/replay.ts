import { fold, positionFrom, type RecordedEvent } from '#platform/core';
import { misfits } from './fit.js';
import type { StoredShapes } from './shape.js';
import { type Home, keptOf, type Samples } from './stored-events.js';

/**
 * Does with one sample what the platform does with every stored event: reads it, folds it and publishes it. Answers with what
 * goes wrong.
 */
export function replay(
  name: string,
  version: string,
  shapes: StoredShapes,
  samples: Samples,
  { types, aggregates, publication }: Home,
): readonly string[] {
  const sample = samples[name]?.[version];
  if (sample === undefined) return [`there is no sample of ${name} in version ${version}`];
  const ofItsTime = misfits(shapes[name]![version]!, sample);
  if (ofItsTime.length > 0) return ofItsTime.map((misfit) => `the sample is not of version ${version}: ${misfit}`);
  const event = types.read(stored(name, Number(version), structuredClone(sample)));
  if (event.unreadable !== undefined) return [event.unreadable.reason];
  const today = keptOf(shapes, types.namesOf(event.type))[types.versionOf(event.type)]!;
  const notOfToday = misfits(today, event.data).map((misfit) => `read today, ${misfit}`);
  const folding = aggregates.filter(({ evolve }) => Object.hasOwn(evolve, event.type));
  return [
    ...notOfToday,
    ...(aggregates.length > 0 && folding.length === 0 ? [`no aggregate folds ${event.type}`] : []),
    ...folding.flatMap((aggregate) => failureOf('folded', () => fold(aggregate, aggregate.initial, [event]))),
    ...failureOf('published', () => publication?.factOf(event)),
  ];
}

function failureOf(what: string, act: () => unknown): readonly string[] {
  try {
    act();
    return [];
  } catch (error) {
    return [`it cannot be ${what}: ${String(error)}`];
  }
}

/** An event as some code stored it. */
function stored(type: string, schemaVersion: number, data: unknown): RecordedEvent {
  return {
    position: positionFrom(1),
    stream: 'samples.sample-1',
    version: 1,
    type,
    schemaVersion,
    data,
    metadata: { commandId: '01990000-0000-7000-8000-000000000001', correlationId: 'samples' },
    id: '01990000-0000-7000-8000-000000000002',
    recordedAt: '2026-01-31T12:00:00.000Z',
  };
}
