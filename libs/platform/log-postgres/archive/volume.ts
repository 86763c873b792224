import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** How large a block may become; it is what a reader of one event has to open. */
const blockLimits = { events: 500, bytes: 256 * 1024 };

/** An event as it goes into a file. */
export interface Line {
  readonly text: string;
  readonly position: number;
  readonly type: string;
  readonly recordedAt: string;
}

/** A part of a file that is compressed by itself, and what is known of it without opening it. */
export interface PackedBlock {
  readonly nth: number;
  readonly events: number;
  readonly first: number;
  readonly last: number;
  readonly from: string;
  readonly to: string;
  readonly types: readonly string[];
  readonly at: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file of archived events: its blocks one after the other, which any tool for its format opens as one. */
export interface Volume {
  readonly bytes: Buffer;
  readonly sha256: Buffer;
  /** Of the lines, each with its end. */
  readonly contentBytes: number;
  readonly contentSha256: Buffer;
  readonly blocks: readonly PackedBlock[];
}

/** Makes a file of lines, which are in log order. */
export async function pack(lines: readonly Line[]): Promise<Volume> {
  const content = createHash('sha256');
  const parts: Buffer[] = [];
  const blocks: PackedBlock[] = [];
  let [at, contentBytes] = [0, 0];
  for (const block of inBlocks(lines)) {
    const text = Buffer.from(block.map((line) => `${line.text}\n`).join(''));
    const bytes = await compress(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    blocks.push({
      ...described(block),
      nth: blocks.length,
      at,
      bytes: bytes.length,
      sha256: hashOf(bytes).toString('hex'),
    });
    content.update(text);
    parts.push(bytes);
    at += bytes.length;
    contentBytes += text.length;
  }
  const bytes = Buffer.concat(parts);
  return { bytes, sha256: hashOf(bytes), contentBytes, contentSha256: content.digest(), blocks };
}

/** The content of a part of a file, whose blocks have these lengths. Each is opened by itself: `zstdDecompress` ends with the first. */
export async function unpack(bytes: Uint8Array, lengths: readonly number[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  let at = 0;
  for (const length of lengths) parts.push(await decompress(bytes.subarray(at, (at += length))));
  return Buffer.concat(parts);
}

export function hashOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

export function linesOf(content: Buffer): readonly string[] {
  return content.toString().split('\n').slice(0, -1);
}

function* inBlocks(lines: readonly Line[]): Generator<readonly Line[]> {
  let block: Line[] = [];
  let bytes = 0;
  for (const line of lines) {
    if (block.length > 0 && (block.length === blockLimits.events || bytes + line.text.length > blockLimits.bytes)) {
      yield block;
      [block, bytes] = [[], 0];
    }
    block.push(line);
    bytes += line.text.length;
  }
  if (block.length > 0) yield block;
}

function described(block: readonly Line[]) {
  const times = block.map(({ recordedAt }) => recordedAt).toSorted();
  return {
    events: block.length,
    first: block[0]!.position,
    last: block.at(-1)!.position,
    from: times[0]!,
    to: times.at(-1)!,
    types: [...new Set(block.map(({ type }) => type))],
  };
}
