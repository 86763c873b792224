import { gauge, type Sample } from '#platform/metrics';
import type { Breakers } from './breakers.js';
import type { Instances } from './instances.js';
import type { Load } from './load.js';

const instancesUp = gauge('tearline_gateway_instances', 'Instances of a context: ready, up but not ready, or away', [
  'context',
  'state',
]);
const circuitOpen = gauge('tearline_gateway_circuit_open', '1 while requests to a context are refused at once', [
  'context',
]);
const inFlight = gauge('tearline_gateway_requests_in_flight', 'Requests passed on and not answered yet', ['context']);

/** How the contexts stand in the eyes of the gateway. */
export function gatewaySamples(
  contexts: readonly string[],
  { instances, breakers, load }: { readonly instances: Instances; readonly breakers: Breakers; readonly load: Load },
): readonly Sample[] {
  return contexts.flatMap((context) => {
    const all = instances.of(context);
    const [up, ready] = [all.filter(({ isUp }) => isUp).length, all.filter(({ isReady }) => isReady).length];
    return [
      instancesUp.at({ context, state: 'ready' }, ready),
      instancesUp.at({ context, state: 'not-ready' }, up - ready),
      instancesUp.at({ context, state: 'away' }, all.length - up),
      circuitOpen.at({ context }, Number(breakers.isOpen(context))),
      inFlight.at({ context }, load.of(context)),
    ];
  });
}
