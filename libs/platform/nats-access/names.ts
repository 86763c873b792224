import { slotOf } from '#platform/core';

/** The names of one context's things at the broker. */
export interface BrokerNames {
  readonly stream: string;
  /** What the stream takes in. */
  readonly subjects: string;
  readonly heartbeat: string;
  subjectOf(stream: string, type: string): string;
}

/** `<system>.<context>.<slot>.<type>`; the heartbeat has too few parts to be taken for a message. */
export function namesOf(system: string, context: string): BrokerNames {
  const base = `${system}.${context}`;
  return {
    stream: `${system}_${context}`,
    subjects: `${base}.*.>`,
    heartbeat: `${base}.heartbeat`,
    subjectOf: (stream, type) => `${base}.${slotOf(stream)}.${type}`,
  };
}

/** A reader's name at the broker: dots have a meaning there. */
export function consumerName(reader: string): string {
  return reader.replaceAll(/[^\w-]/g, '_');
}

/** The key-value bucket in which a system's instances make themselves known. */
export function bucketOf(system: string): string {
  return `${system}_registry`;
}

/** The keys of a context's instances in that bucket, as a pattern. */
export function keysOf(context: string): string {
  return `instance.${context}.*`;
}
