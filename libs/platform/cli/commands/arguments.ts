import { InvalidArgumentError } from 'commander';
import { usage } from '../exit-codes.js';

/** Reads a whole number that is not negative. */
export function wholeNumber(written: string): number {
  if (!/^\d{1,15}$/.test(written)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(written);
}

/** Reads a moment in ISO 8601. */
export function moment(written: string): Date {
  const read = new Date(written);
  if (Number.isNaN(read.getTime())) throw new InvalidArgumentError('It must be a time such as 2026-11-21T10:00:00Z.');
  return read;
}

/** The context that a durable name belongs to. */
export function contextIn(name: string): string {
  const dot = name.indexOf('.');
  if (dot < 1) throw usage(`"${name}" is no durable name: it must begin with its context and a dot.`);
  return name.slice(0, dot);
}
