const secretNames = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'password',
  'passwordhash',
  'adminpassword',
  'currentpassword',
  'newpassword',
  'token',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'internaltoken',
  'paymenttoken',
  'idempotencykey',
  'secret',
  'clientsecret',
  'apikey',
  'privatekey',
  'privatejwk',
  'connectionstring',
  'databaseurl',
]);
const removed = '[redacted]';
const deepest = 8;
const bearer = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;
const jsonWebToken = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const argonHash = /\$argon2(?:id|i|d)\$[^\s"']+/g;
const paymentToken = /\btok_\w+/g;
const urlPassword = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/@]+@/gi;

/**
 * A copy of a value that is fit for a log: whatever hangs under the name of a secret is taken out, however deep, and so are
 * tokens, password hashes and passwords of URLs in the middle of texts. Errors become plain objects with their details and causes;
 * of the connection, socket or request that a library hangs on its error only the kind is told.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[too deep]';
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return redact(Object.fromEntries(value), depth);
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item) => redact(item, depth + 1));
  return redactFields(value instanceof Error ? fieldsOf(value) : value, depth);
}

/** Takes secrets out of a text that are recognised by their shape. */
export function redactText(text: string): string {
  return text
    .replace(bearer, `$1 ${removed}`)
    .replace(jsonWebToken, removed)
    .replace(argonHash, removed)
    .replace(paymentToken, removed)
    .replace(urlPassword, `$1${removed}@`);
}

function redactFields(fields: object, depth: number): object {
  const clean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    clean[name] = isSecretName(name) ? removed : redact(value, depth + 1);
  }
  return clean;
}

function isSecretName(name: string): boolean {
  return secretNames.has(name.replace(/[-_]/g, '').toLowerCase());
}

function fieldsOf(error: Error): object {
  const { name, message, stack, cause } = error;
  const aggregated = error instanceof AggregateError ? { errors: error.errors } : {};
  return {
    ...Object.fromEntries(Object.entries(error).map(([detail, value]) => [detail, withoutMachinery(value)])),
    type: name,
    message,
    stack,
    ...aggregated,
    ...(cause !== undefined && { cause }),
  };
}

function withoutMachinery(detail: unknown): unknown {
  if (typeof detail !== 'object' || detail === null || isTold(detail)) return detail;
  return `[${detail.constructor.name}]`;
}

function isTold(detail: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(detail);
  if (prototype === null || prototype === Object.prototype) return true;
  return [Array, Error, Date, Map, Set].some((kind) => detail instanceof kind) || ArrayBuffer.isView(detail);
}
