/** Those who want to hear of changes. */
export class Listeners {
  private readonly listening = new Set<() => void>();

  add(listener: () => void): () => void {
    const own = () => listener();
    this.listening.add(own);
    return () => void this.listening.delete(own);
  }

  tell(): void {
    for (const listener of this.listening) listener();
  }
}
