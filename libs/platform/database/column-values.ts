import type { ValueTransformer } from 'typeorm';

/** Reads a bigint column, which the driver delivers as text, as a number. For figures that stay safe integers. */
export const bigintAsNumber: ValueTransformer = {
  from: (stored: string | null) => (stored === null ? null : Number(stored)),
  to: (value: number | null) => value,
};

/** Reads a timestamptz column as ISO 8601 in UTC, the form in which events carry times. */
export const timeAsText: ValueTransformer = {
  from: (stored: Date | null) => stored && stored.toISOString(),
  to: (value: string | null) => value,
};
