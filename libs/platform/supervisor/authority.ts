import 'reflect-metadata';
import type { X509Certificate } from '@peculiar/x509';

/** A certificate and its key, in PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** An authority that exists for one run and vouches for the processes of it. Its key is nowhere but in memory. */
export interface Authority {
  readonly certificate: string;
  /** A certificate for a process on this machine, as a server and as a client. */
  issue(name: string, options?: IssueOptions): Promise<Issued>;
}

export interface IssueOptions {
  /** Left out, the names and addresses of this machine by which only it can be reached. */
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  readonly notAfter?: Date;
}

const elliptic = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const usages: KeyUsage[] = ['sign', 'verify'];
const hour = 3_600_000;
const year = 365 * 24 * hour;

/** Makes an authority for a year. */
export async function newAuthority(name: string): Promise<Authority> {
  const x509 = await import('@peculiar/x509');
  const keys = await crypto.subtle.generateKey(elliptic, true, usages);
  const { digitalSignature, keyCertSign } = x509.KeyUsageFlags;
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: elliptic,
    ...validity(),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(digitalSignature | keyCertSign, true),
    ],
  });
  const issue = async (subject: string, options: IssueOptions = {}) => {
    const { names = ['localhost'], addresses = ['127.0.0.1', '::1'], notAfter } = options;
    const own = await crypto.subtle.generateKey(elliptic, true, usages);
    const certificate = await x509.X509CertificateGenerator.create({
      subject: [{ CN: [subject] }],
      issuer: root.subject,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: elliptic,
      ...validity(notAfter),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.SubjectAlternativeNameExtension([
          ...names.map((value) => ({ type: 'dns' as const, value })),
          ...addresses.map((value) => ({ type: 'ip' as const, value })),
        ]),
      ],
    });
    const key = await crypto.subtle.exportKey('pkcs8', own.privateKey);
    return { certificate: inPem(certificate), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
  };
  return { certificate: inPem(root), issue };
}

function validity(notAfter = new Date(Date.now() + year)): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(Math.min(Date.now(), notAfter.getTime()) - hour), notAfter };
}

function inPem(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
