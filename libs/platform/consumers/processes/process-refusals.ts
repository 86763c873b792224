import { refusal } from '#platform/core';

export class NoSuchProcess extends refusal('processes.no-such-process', 'not-found', 'There is no such process.') {}

export class ProcessNotStopped extends refusal(
  'processes.not-stopped',
  'conflict',
  'The process is not stopped. It may have been resumed or aborted meanwhile.',
) {}

export class ProcessHasEnded extends refusal('processes.already-ended', 'conflict', 'The process has ended already.') {}
