import { z } from 'zod';
import { setting } from '#platform/config';

const tooShort = 'must be one secret or several with commas between them, each of at least 16 characters';

/** The first wraps the keys that are made, all of them open those that are there. */
export const personalDataSecrets = setting(
  'PERSONAL_DATA_SECRET',
  z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine((secrets) => secrets.every(({ length }) => length >= 16), tooShort),
  'the secret under which the keys of personal data are kept; after a comma, former ones that still open older keys',
  { default: 'only-for-development', secret: true, requiredInProduction: true },
);
