import { refusal } from '#platform/core';

export class EmailTaken extends refusal(
  'users.email-taken',
  'conflict',
  'There is already an account with this e-mail address: sign in instead.',
) {}

export class WeakPassword extends refusal(
  'users.weak-password',
  'invalid',
  'This password is too easy to guess: choose another one.',
) {}

export class WrongCredentials extends refusal(
  'users.wrong-credentials',
  'unauthenticated',
  'The e-mail address and the password do not belong together.',
) {}

export class TooManyAttempts extends refusal(
  'users.too-many-attempts',
  'too-many',
  'There were too many failed attempts to sign in: wait a few minutes.',
) {}

export class SessionEnded extends refusal(
  'users.session-ended',
  'unauthenticated',
  'This session has ended: sign in again.',
) {}

export class OwnRoles extends refusal(
  'users.own-roles',
  'forbidden',
  'Nobody changes their own roles: ask another operator.',
) {}

export class AccountNotFound extends refusal('users.account-not-found', 'not-found', 'There is no such account.') {}
