import type { CloudEvent } from './cloud-event.js';
import { fromCloudEvent } from './cloud-event.js';
import type { Message } from './feed.js';

/** A message that waits in memory. Its data are kept as text, so that every reader gets an object of its own. */
export interface KeptMessage extends Omit<Message, 'data'> {
  readonly text: string;
}

export function keep(envelope: CloudEvent): KeptMessage {
  const { data, ...rest } = fromCloudEvent(envelope);
  return { ...rest, text: JSON.stringify(data) };
}

/** The message itself, as if it had just arrived. */
export function unfold({ text, ...rest }: KeptMessage): Message {
  return { ...rest, data: JSON.parse(text) as unknown };
}
