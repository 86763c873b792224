import { Addresses } from './addresses.js';

/** What several ways of finding instances know together. */
export class CombinedAddresses extends Addresses {
  constructor(private readonly parts: readonly Addresses[]) {
    super();
  }

  of(context: string): readonly string[] {
    return [...new Set(this.parts.flatMap((part) => part.of(context)))];
  }

  override nameOf(origin: string): string | undefined {
    for (const part of this.parts) {
      const name = part.nameOf(origin);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  onChange(listener: () => void): () => void {
    const ends = this.parts.map((part) => part.onChange(listener));
    return () => ends.forEach((end) => end());
  }

  override async start(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.start()));
  }

  override async stop(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.stop()));
  }
}
