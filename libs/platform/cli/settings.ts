import { z } from 'zod';
import { setting, url } from '#platform/config';

export const systemUrl = setting('TEARLINE_URL', url, 'where the running system answers the command line', {
  default: 'http://localhost:3000',
});
export const systemToken = setting(
  'TEARLINE_TOKEN',
  z.string().min(1),
  'the access token of an operator, for the command line',
  { secret: true },
);
