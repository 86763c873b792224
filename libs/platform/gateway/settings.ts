import { duration, setting, wholeNumber } from '#platform/config';

export const answerTimeout = setting(
  'GATEWAY_ANSWER_TIMEOUT',
  duration,
  'how long a context may take to begin its answer',
  {
    default: '30s',
  },
);
export const retryFor = setting(
  'GATEWAY_RETRY_FOR',
  duration,
  'how long the gateway goes on trying a request that can be repeated',
  { default: '3s' },
);
export const mostInFlight = setting(
  'GATEWAY_IN_FLIGHT',
  wholeNumber(1),
  'how many requests the gateway has at work at once before it turns further ones away',
  { default: '2000' },
);
export const mostInFlightPerContext = setting(
  'GATEWAY_IN_FLIGHT_PER_CONTEXT',
  wholeNumber(1),
  'how many requests to one context the gateway has at work at once before it turns further ones away',
  { default: '1000' },
);
