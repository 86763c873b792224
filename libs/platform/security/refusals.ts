import { refusal } from '#platform/core';

export class SignInRequired extends refusal(
  'security.sign-in-required',
  'unauthenticated',
  'This needs a signed-in caller: send an access token as "Authorization: Bearer …".',
) {}

export class InvalidToken extends refusal(
  'security.invalid-token',
  'unauthenticated',
  'The access token is not valid or has expired: sign in again.',
) {}

export class TokenExpired extends refusal(
  'security.token-expired',
  'unauthenticated',
  'The access token has expired while events were sent: sign in again and ask for them anew.',
) {}

export class NotAllowed extends refusal('security.not-allowed', 'forbidden', 'You are not allowed to do this.') {}

export class KeysUnavailable extends refusal(
  'security.keys-unavailable',
  'unavailable',
  'Access tokens cannot be checked at the moment: try again soon.',
) {}

export class InternalTokenRequired extends refusal(
  'security.internal-token-required',
  'unauthenticated',
  'This process answers to the processes of its own system only: ask the gateway.',
) {}
