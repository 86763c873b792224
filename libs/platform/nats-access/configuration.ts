import type { BrokerUser } from './permissions.js';

export interface BrokerConfiguration {
  readonly users: readonly BrokerUser[];
  /** The password of a user as it is written: in quotes, or the name of a variable. */
  readonly passwordOf: (user: string) => string;
  /** Left out where the command line says it. */
  readonly storeDirectory?: string;
  /** Paths of files. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly authority: string };
}

/** The configuration of a nats-server that lets nobody in but these users, over TLS, with a certificate of the authority. */
export function brokerConfiguration({ users, passwordOf, storeDirectory, tls }: BrokerConfiguration): string {
  return [
    storeDirectory === undefined ? 'jetstream: enabled' : `jetstream { store_dir: ${quoted(storeDirectory)} }`,
    'tls {',
    `  cert_file: ${quoted(tls.certificate)}`,
    `  key_file: ${quoted(tls.key)}`,
    `  ca_file: ${quoted(tls.authority)}`,
    '  verify: true',
    '  timeout: 10',
    '}',
    'authorization {',
    '  timeout: 12',
    '  users: [',
    ...users.flatMap((user) => linesOf(user, passwordOf(user.name))),
    '  ]',
    '}',
    '',
  ].join('\n');
}

/** The variable that holds a user's password where it is not written into the configuration. */
export function passwordVariable(user: string): string {
  return `NATS_PASSWORD_${user.toUpperCase().replaceAll('-', '_')}`;
}

export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function linesOf({ name, permissions }: BrokerUser, password: string): readonly string[] {
  const list = (subjects: readonly string[]) => subjects.map((subject) => `          ${quoted(subject)}`);
  return [
    '    {',
    `      user: ${quoted(name)}`,
    `      password: ${password}`,
    '      permissions: {',
    '        publish: { allow: [',
    ...list(permissions.publish),
    '        ] }',
    '        subscribe: { allow: [',
    ...list(permissions.subscribe),
    '        ] }',
    '      }',
    '    }',
  ];
}
