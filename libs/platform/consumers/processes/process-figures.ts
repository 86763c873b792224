import { contextOf } from '#platform/core';
import { counter, gauge } from '#platform/metrics';

const lateFacts = counter(
  'tearline_process_late_facts_total',
  'Facts that arrived after their process manager’s process had ended',
  ['context', 'process'],
);

/** Processes by what they are at; those that have ended are not counted. */
export const processes = gauge(
  'tearline_processes',
  'Processes of a process manager that have not ended: waiting ones have heard no fact that starts them, stopped ones wait for a person',
  ['context', 'process', 'state'],
);

export function lateFactsOf(process: string) {
  return lateFacts.of({ context: contextOf(process), process });
}
