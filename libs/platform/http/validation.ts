import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldError, InvalidInput } from './refusals.js';

const deepest = 32;
const mostErrors = 100;

/** Checks DTOs by their class-validator rules; unknown fields are refused, nothing is converted unless its DTO says so. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => new InvalidInput(errors.flatMap((error) => fieldErrors(error)).slice(0, mostErrors)),
  });
}

function fieldErrors({ property, constraints = {}, children = [] }: ValidationError, parent = ''): FieldError[] {
  const field = parent + property;
  const own = Object.entries(constraints).map(([rule, message]) => ({ field, message, code: codeOf(rule) }));
  return [...own, ...children.flatMap((child) => fieldErrors(child, `${field}.`))];
}

// `isInt` → `is-int`
function codeOf(rule: string): string {
  if (rule === 'whitelistValidation') return 'unknown-field';
  return rule.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Throws `InvalidInput` when no database could store what was sent: a NUL or half a surrogate pair in a text, or nesting
 * deeper than 32 levels.
 */
export function refuseUnstorable(value: unknown, field = '', depth = 0): void {
  if (typeof value === 'string') {
    if (!isStorable(value)) throw unstorable(field, 'must not contain NUL or broken Unicode', 'is-storable-text');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth === deepest) throw unstorable(field, `must not be nested deeper than ${deepest} levels`, 'max-depth');
  for (const [name, item] of Object.entries(value)) {
    if (!isStorable(name))
      throw unstorable(field, 'must not have a field with NUL or broken Unicode', 'is-storable-text');
    refuseUnstorable(item, field === '' ? name : `${field}.${name}`, depth + 1);
  }
}

function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

function unstorable(field: string, message: string, code: string): InvalidInput {
  return new InvalidInput([{ field, message: `${field === '' ? 'body' : field} ${message}`, code }]);
}
