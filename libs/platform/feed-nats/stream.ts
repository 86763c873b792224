import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { logger } from '#platform/observability';
import type { BrokerNames } from '#platform/nats-access';
import { z } from 'zod';

export interface StreamLimits {
  /** Milliseconds. */
  readonly age: number;
  readonly bytes: number;
  readonly replicas: number;
}

/** JetStream's code for a stream that does not exist. */
const streamNotFound = 10_059;

/** How long the broker knows a message id again, in milliseconds. What comes twice after that is known again by its position. */
const duplicateWindow = 120_000;

const place = z.object({ id: z.string(), position: z.int().positive() });

const log = logger('nats');

/**
 * Sees to it that a context's stream is there and is as it should be. `log id` tells whose it is: a stream that was filled from
 * another log, of a database that is no more, is thrown away, for nothing in it is true here.
 */
export async function ensureStream(
  manager: JetStreamManager,
  names: BrokerNames,
  logId: string,
  limits: StreamLimits,
): Promise<void> {
  const wanted = {
    subjects: [names.subjects],
    description: `log ${logId}`,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    max_age: limits.age * 1_000_000,
    max_bytes: limits.bytes,
    duplicate_window: Math.min(duplicateWindow, limits.age) * 1_000_000,
    num_replicas: limits.replicas,
  };
  const found = await manager.streams.info(names.stream).catch(ifNotFound);
  if (found !== undefined && found.config.description !== wanted.description) {
    log.warn(`The stream ${names.stream} was filled from another log; it is made anew.`, {
      found: found.config.description,
    });
    await manager.streams.delete(names.stream);
  } else if (found !== undefined) {
    const { subjects, max_age: age, max_bytes: bytes, num_replicas: replicas } = found.config;
    const fits = subjects.join() === wanted.subjects.join() && age === wanted.max_age && bytes === wanted.max_bytes;
    if (!fits || replicas !== wanted.num_replicas) await manager.streams.update(names.stream, wanted);
    return;
  }
  await manager.streams.add({ name: names.stream, ...wanted });
  log.info(`The stream ${names.stream} is made.`);
}

/** What stands last in a stream, if anything does. */
export async function lastIn(
  manager: JetStreamManager,
  names: BrokerNames,
): Promise<{ readonly id: string; readonly position: number } | undefined> {
  const message = await manager.streams.getMessage(names.stream, { last_by_subj: names.subjects });
  return message === null ? undefined : place.parse(message.json());
}

function ifNotFound(error: unknown): undefined {
  if (!(error instanceof JetStreamApiError) || error.code !== streamNotFound) throw error;
}
