/** Says what a scenario does or waits for, so that whoever looks at a long run knows. */
export function say(what: string): void {
  process.stderr.write(`  … ${what}\n`);
}
