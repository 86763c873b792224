/** What some people of a test have seen happen: per context the furthest place that a `Consistency-Token` told. */
export class Seen {
  private readonly places = new Map<string, number>();

  note(token: string | null): void {
    for (const place of token?.split(',') ?? []) {
      const [context = '', position] = place.trim().split(':');
      this.places.set(context, Math.max(this.places.get(context) ?? 0, Number(position)));
    }
  }

  asHeader(): Readonly<Record<string, string>> {
    if (this.places.size === 0) return {};
    return { 'consistency-token': [...this.places].map(([context, position]) => `${context}:${position}`).join(',') };
  }
}

/** Somebody who looks at the shop without expecting anything. */
export class NothingSeen extends Seen {
  override note(): void {
    // Forgotten at once.
  }
}
