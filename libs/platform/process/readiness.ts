import { z } from 'zod';

/** What a process tells the one that started it, once it serves. */
export interface ReadyMessage {
  /** Where it answers. */
  readonly origin: string;
  /** Lines for whoever started it. */
  readonly notes: readonly string[];
  /** The process that does the work, when it is another than the one that tells. */
  readonly pid?: number | undefined;
}

const message = z.object({
  ready: z.object({ origin: z.string(), notes: z.array(z.string()), pid: z.number().optional() }),
});

/** Tells the process that started this one that it serves; without such a process nothing happens. */
export function reportReady(ready: ReadyMessage): void {
  if (process.connected) process.send?.({ ready }, () => {});
}

/** What a child process says, when it says that it serves. */
export function readyMessageIn(received: unknown): ReadyMessage | undefined {
  return message.safeParse(received).data?.ready;
}

/** Set for processes whose supervisor tells how they are. */
export const underSupervisor = { TEARLINE_SUPERVISED: 'yes' };

/** Prints a line for whoever started this process, unless a supervisor tells him. */
export function tellStarter(line: string): void {
  if (process.env['TEARLINE_SUPERVISED'] !== underSupervisor.TEARLINE_SUPERVISED) console.log(line);
}
