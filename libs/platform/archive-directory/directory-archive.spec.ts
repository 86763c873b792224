import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryArchive } from './index.js';

let parent: string;
let archive: DirectoryArchive;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'archive-'));
  archive = new DirectoryArchive(join(parent, 'made', 'when-needed'));
});
afterEach(() => rm(parent, { recursive: true }));

const content = Buffer.from('0123456789');

describe('a directory of archived files', () => {
  it('is empty until something is written, and is only made then', async () => {
    expect(await archive.names()).toEqual([]);
    expect(await archive.sizeOf('a')).toBeUndefined();
    expect(await archive.read('a', 0, 5)).toBeUndefined();
    await archive.remove('a');
    await expect(stat(archive.place)).rejects.toThrow(/ENOENT/);
  });

  it('gives back what was written, whole and in parts, and no more than there is', async () => {
    await archive.write('a', content);
    expect(await archive.read('a', 0, 10)).toEqual(content);
    expect(await archive.read('a', 3, 4)).toEqual(Buffer.from('3456'));
    expect(await archive.read('a', 8, 9)).toEqual(Buffer.from('89'));
    expect(await archive.sizeOf('a')).toBe(10);
    expect(await archive.names()).toEqual(['a']);
  });

  it('never writes a name twice', async () => {
    await archive.write('a', content);
    await expect(archive.write('a', Buffer.from('other'))).rejects.toThrow(/EEXIST/);
    expect(await archive.read('a', 0, 10)).toEqual(content);
  });

  it('removes what it is told to', async () => {
    await archive.write('a', content);
    await archive.write('b', content);
    await archive.remove('a');
    expect(await archive.names()).toEqual(['b']);
  });

  it.each(['../a', '/etc/passwd', 'a/b', '', '.a'])('leaves its place for nobody: %p', async (name) => {
    await expect(archive.write(name, content)).rejects.toThrow('is not a name of an archived file');
    await expect(archive.remove(name)).rejects.toThrow('is not a name of an archived file');
  });
});
