/** What goes wrong in a process, by its environment. */
class Trouble {
  private readonly met = new Set<string>();
  private readonly setting = (name: string) => process.env[name] ?? '';

  /** How long the village waits before it answers, in milliseconds. */
  get pause(): number {
    return Number(this.setting('ANSWER_AFTER') || 50);
  }

  /** Whether a consumer of the village runs at all: `HEARING=heard,tally`; all where nothing is said. */
  hears(consumer: string): boolean {
    const only = this.setting('HEARING');
    return only === '' || only.split(',').includes(consumer);
  }

  /** `STUMBLES=yes`: one event in seven fails the first time. `CRACKED=<bell>`: each of that bell does, always. */
  with(consumer: string, bell: string, nth: number): void {
    if (this.setting('CRACKED') === bell) throw new Error(`${bell} is cracked`);
    const event = `${consumer} ${bell} ${nth}`;
    if (this.setting('STUMBLES') === '' || nth % 7 !== 0 || this.met.has(event)) return;
    this.met.add(event);
    throw new Error(`${consumer} stumbles over ${bell} ${nth}`);
  }

  /** `HANGS=<bell>`: what handles that bell does not come to an end. */
  async end(bell: string): Promise<void> {
    if (this.setting('HANGS') === bell) await new Promise(() => {});
  }
}

export const trouble = new Trouble();
