/** The beginning of the minute in which something happened. */
export const minuteOf = (time: string): string => `${time.slice(0, 16)}:00.000Z`;
