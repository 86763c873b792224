import type { ValidationOptions } from 'class-validator';
import { ValidateBy } from 'class-validator';

const mostFields = 20;
const longestValue = 200;
const fieldName = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

/** The same for the description of the API. */
export const addressShape = {
  type: 'object',
  maxProperties: mostFields,
  additionalProperties: { type: 'string', maxLength: longestValue, pattern: String.raw`^[^\u0000]*$` },
};

function isShippingAddress(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const fields = Object.entries(value);
  const filled = fields.some(([, text]) => typeof text === 'string' && text.trim() !== '');
  return filled && fields.length <= mostFields && fields.every(([name, text]) => isField(name, text));
}

function isField(name: string, text: unknown): boolean {
  return fieldName.test(name) && typeof text === 'string' && text.length <= longestValue;
}

/** An address in whatever fields its country knows: an object of short texts, at least one of them filled. */
export function IsShippingAddress(options?: ValidationOptions): PropertyDecorator {
  const defaultMessage = () =>
    `$property must be an object of 1 to ${mostFields} texts of at most ${longestValue} characters each, such as name, street, city, postalCode, country`;
  return ValidateBy({ name: 'isShippingAddress', validator: { validate: isShippingAddress, defaultMessage } }, options);
}
