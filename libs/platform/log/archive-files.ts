/**
 * Where one context's archived events lie as files, for as long as its log refers to them.
 *
 * - A file is written once, as a whole, under a name that nobody has used, and never changed.
 * - Every instance of the context reads the same files.
 * - Whether a file holds what was written is for the reader to check: it knows the checksums.
 */
export abstract class ArchiveFiles {
  /** Where the files are, in words for people. */
  abstract readonly place: string;

  /** Resolves when the file withstands a power cut. Rejects when the name is taken; what a failed call leaves is no matter. */
  abstract write(name: string, content: Uint8Array): Promise<void>;

  /** A part of a file, shorter where the file ends before; undefined when there is no such file. */
  abstract read(name: string, at: number, length: number): Promise<Buffer | undefined>;

  /** How many bytes a file has; undefined when there is none. */
  abstract sizeOf(name: string): Promise<number | undefined>;

  /** The names of all files. */
  abstract names(): Promise<readonly string[]>;

  /** Removes a file, if there is one. */
  abstract remove(name: string): Promise<void>;
}
