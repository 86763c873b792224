import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Setting, WrongSettings } from '#platform/config';

/** A certificate with its key, as they are in their files. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

type FileSetting = Setting<string | undefined>;

const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificate and key that two settings name; undefined when neither is set. Throws `WrongSettings` when they cannot be used. */
export function identityFrom(certificate: FileSetting, key: FileSetting): Identity | undefined {
  if (certificate.value === undefined && key.value === undefined) return undefined;
  const [set, unset] = certificate.value === undefined ? [key, certificate] : [certificate, key];
  if (unset.value === undefined) throw new WrongSettings([`${set.name} is set, but ${unset.name} is not: set both.`]);
  const [own] = certificatesIn(certificate);
  refuseOutOfDate(own!, certificate);
  const identity = { cert: textOf(certificate), key: textOf(key) };
  if (!own!.checkPrivateKey(privateKeyIn(key, identity.key)))
    throw new WrongSettings([`The key in ${key.name} does not belong to the certificate in ${certificate.name}.`]);
  return identity;
}

/** The certificates of authorities in the file that a setting names; undefined when it is not set. */
export function authorityFrom(authority: FileSetting): string | undefined {
  if (authority.value === undefined) return undefined;
  certificatesIn(authority);
  return textOf(authority);
}

/** Throws `WrongSettings` when none of the authorities vouches for the certificate. */
export function assertIssued(certificate: FileSetting, authority: FileSetting): void {
  const authorities = certificatesIn(authority);
  const isIssued = certificatesIn(certificate).some((one) =>
    authorities.some((other) => one.checkIssued(other) && one.verify(other.publicKey)),
  );
  if (isIssued) return;
  throw new WrongSettings([
    `The certificate in ${certificate.name} is not of an authority in ${authority.name}: no other process would believe it.`,
  ]);
}

function certificatesIn(setting: FileSetting): readonly X509Certificate[] {
  const texts = textOf(setting).match(pem) ?? [];
  try {
    if (texts.length > 0) return texts.map((text) => new X509Certificate(text));
  } catch {
    // said below
  }
  throw new WrongSettings([`${setting.name} names ${setting.value}, which holds no certificate in PEM.`]);
}

function privateKeyIn(setting: FileSetting, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new WrongSettings([
      `${setting.name} names ${setting.value}, which holds no key in PEM, or one that needs a passphrase.`,
    ]);
  }
}

function refuseOutOfDate({ validFromDate, validToDate }: X509Certificate, { name }: FileSetting): void {
  const now = new Date();
  if (now > validToDate)
    throw new WrongSettings([`The certificate in ${name} expired on ${validToDate.toISOString()}: renew it.`]);
  if (now < validFromDate)
    throw new WrongSettings([
      `The certificate in ${name} is not valid before ${validFromDate.toISOString()}: is this machine's clock right?`,
    ]);
}

function textOf({ name, value, about }: FileSetting): string {
  try {
    return readFileSync(value!, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new WrongSettings([`${name} names ${value}, which cannot be read (${code}). It is ${about}.`]);
  }
}
