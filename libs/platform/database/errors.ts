/** SQLSTATE classes and codes that say "not now": connection, resources, shutdown, locks, cancelled by a time-out. */
const passingClasses = new Set(['08', '53', '57', '58']);
const passingCodes = new Set(['40001', '40P01', '55P03', '25P03', '25P04']);
const passingNetwork = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Whether the server itself answered with this error, so that the connection is still in step. */
export function isServerAnswer(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !passingNetwork.has(code) && !/^(08|57P)/.test(code);
}

/** Whether the server was not reached, or refused the log-in or the database. */
export function isRefusedEntry(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return (
    passingNetwork.has(code) ||
    /^(28|3D|08)/.test(code) ||
    (error instanceof Error && /timeout|terminated/.test(error.message))
  );
}

/** Whether the same work may succeed later without a change of code or data. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined)
    return passingNetwork.has(code) || passingCodes.has(code) || passingClasses.has(code.slice(0, 2));
  return (
    error instanceof Error &&
    /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client was closed|Client has encountered a connection error|Cannot use a pool after)/.test(
      error.message,
    )
  );
}
