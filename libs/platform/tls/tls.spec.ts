import { Authority } from '#platform/authority';
import { CertificateFiles, withEnvironment } from '#test/certificates';
import { checkTls } from './index.js';

let files: CertificateFiles;
let good: { readonly cert: string; readonly key: string };
let ca: string;
beforeAll(async () => {
  files = await CertificateFiles.make();
  good = await files.identity('good', await files.authority.issue('good'));
  ca = await files.authorityFile();
});
afterAll(() => files.remove());

/** The sentences with which such a process refuses to start. */
function complaints(
  settings: Readonly<Record<string, string>>,
  clients: 'processes' | 'anybody' = 'processes',
): string {
  const restore = withEnvironment(settings);
  try {
    checkTls(clients);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  } finally {
    restore();
  }
}

const own = () => ({ TLS_CERT: good.cert, TLS_KEY: good.key });
const shown = () => ({ INTERNAL_TLS_CERT: good.cert, INTERNAL_TLS_KEY: good.key });

describe('settings that will do', () => {
  it('are none at all', () => expect(complaints({})).toBe('none'));
  it('are a certificate and its key', () => expect(complaints(own())).toBe('none'));
  it('are an authority with them', () => expect(complaints({ ...own(), INTERNAL_TLS_CA: ca })).toBe('none'));
  it('are, for a gateway, an authority and what it shows inside', () =>
    expect(complaints({ ...shown(), INTERNAL_TLS_CA: ca }, 'anybody')).toBe('none'));
});

describe('a process does not start', () => {
  it('with half of what belongs together', () => {
    expect(complaints({ TLS_CERT: good.cert })).toBe('TLS_CERT is set, but TLS_KEY is not: set both.');
    expect(complaints({ TLS_KEY: good.key })).toBe('TLS_KEY is set, but TLS_CERT is not: set both.');
  });

  it('with an authority and nothing to show', () => {
    expect(complaints({ INTERNAL_TLS_CA: ca })).toContain('TLS_CERT and TLS_KEY are not');
    expect(complaints({ INTERNAL_TLS_CA: ca }, 'anybody')).toContain('this process has no certificate to show');
  });

  it('with something to show and no authority', () =>
    expect(complaints(shown())).toContain('INTERNAL_TLS_CA, which is not set.'));

  it('with a file that is not there', () =>
    expect(complaints({ ...own(), TLS_CERT: '/nowhere.crt' })).toMatch(
      /^TLS_CERT names \/nowhere\.crt, which cannot be read \(ENOENT\)\. It is the file with/,
    ));

  it('with files that hold something else', async () => {
    const nonsense = await files.file('nonsense', 'nonsense');
    expect(complaints({ ...own(), TLS_CERT: nonsense })).toContain('which holds no certificate in PEM.');
    expect(complaints({ ...own(), TLS_KEY: nonsense })).toContain('which holds no key in PEM');
    expect(complaints({ ...own(), INTERNAL_TLS_CA: nonsense })).toContain('which holds no certificate in PEM.');
  });

  it('with the key of another certificate', async () => {
    const other = await files.identity('other', await files.authority.issue('other'));
    expect(complaints({ TLS_CERT: good.cert, TLS_KEY: other.key })).toBe(
      'The key in TLS_KEY does not belong to the certificate in TLS_CERT.',
    );
  });

  it('with a certificate that has expired', async () => {
    const notAfter = new Date('2026-01-01T00:00:00Z');
    const old = await files.identity('old', await files.authority.issue('old', { notAfter }));
    expect(complaints({ TLS_CERT: old.cert, TLS_KEY: old.key })).toBe(
      'The certificate in TLS_CERT expired on 2026-01-01T00:00:00.000Z: renew it.',
    );
  });

  it('with a certificate that no other process would believe', async () => {
    const stranger = await files.identity('stranger', await (await Authority.make('Another')).issue('stranger'));
    const settings = { TLS_CERT: stranger.cert, TLS_KEY: stranger.key, INTERNAL_TLS_CA: ca };
    expect(complaints(settings)).toContain('TLS_CERT is not of an authority in INTERNAL_TLS_CA');
  });
});
