import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** A certificate and its key, both in PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface IssueOptions {
  /** The names and addresses by which the process is reached; left out, those of this machine by which only it can be. */
  readonly names?: readonly string[];
  /** Left out, in a year. */
  readonly notAfter?: Date;
}

const elliptic = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const usages: KeyUsage[] = ['sign', 'verify'];
const hour = 3_600_000;
const day = 24 * hour;

/** Vouches for the processes of a system, and for no further authority. */
export class Authority implements KeyedCertificate {
  readonly certificate: string;
  readonly key: string;

  constructor({ certificate, key }: KeyedCertificate) {
    this.certificate = certificate;
    this.key = key;
  }

  /** Makes an authority that lasts for ten years. */
  static async make(name: string): Promise<Authority> {
    const keys = await crypto.subtle.generateKey(elliptic, true, usages);
    const { keyCertSign, cRLSign } = x509.KeyUsageFlags;
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      ...lastingUntil(new Date(Date.now() + 3_650 * day)),
      name: [{ CN: [name] }],
      keys,
      signingAlgorithm: elliptic,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new Authority(await inPem(certificate, keys));
  }

  /** Makes a certificate for a process, both when it serves and when it asks. */
  async issue(name: string, options: IssueOptions = {}): Promise<KeyedCertificate> {
    const { names = ['localhost', '127.0.0.1', '::1'], notAfter = new Date(Date.now() + 365 * day) } = options;
    const keys = await crypto.subtle.generateKey(elliptic, true, usages);
    const own = new x509.X509Certificate(this.certificate);
    const certificate = await x509.X509CertificateGenerator.create({
      ...lastingUntil(notAfter),
      subject: [{ CN: [name] }],
      issuer: own.subjectName,
      publicKey: keys.publicKey,
      signingKey: await keyFrom(this.key),
      signingAlgorithm: elliptic,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
        ),
        await x509.AuthorityKeyIdentifierExtension.create(own),
      ],
    });
    return inPem(certificate, keys);
  }
}

/** How many days a certificate still lasts. */
export function daysLeft(certificate: string): number {
  return (new x509.X509Certificate(certificate).notAfter.getTime() - Date.now()) / day;
}

/** From an hour ago, because the clocks of two machines differ. */
function lastingUntil(notAfter: Date) {
  return {
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    notBefore: new Date(Math.min(Date.now(), notAfter.getTime()) - hour),
    notAfter,
  };
}

async function inPem(certificate: x509.X509Certificate, { privateKey }: CryptoKeyPair): Promise<KeyedCertificate> {
  const key = await crypto.subtle.exportKey('pkcs8', privateKey);
  return { certificate: `${certificate.toString('pem')}\n`, key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}

function keyFrom(pem: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), elliptic, false, ['sign']);
}
