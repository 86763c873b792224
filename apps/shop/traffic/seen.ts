/** What somebody has seen happen: per context the furthest place that a `Consistency-Token` told. */
export class Seen {
  private readonly places = new Map<string, number>();

  note(token: string | undefined): void {
    for (const place of token?.split(',') ?? []) {
      const [context = '', position] = place.trim().split(':');
      this.places.set(context, Math.max(this.places.get(context) ?? 0, Number(position)));
    }
  }

  /** The token of all that was seen; undefined when nothing was. */
  get token(): string | undefined {
    if (this.places.size === 0) return undefined;
    return [...this.places].map(([context, position]) => `${context}:${position}`).join(',');
  }
}
