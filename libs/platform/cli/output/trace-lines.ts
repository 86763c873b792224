import type { TracedEvent, TraceNode } from '#platform/core';

/** A trace as a tree of lines; times count from the first event. */
export function traceLines(roots: readonly TraceNode[]): readonly string[] {
  const lines: string[] = [];
  const start = Date.parse(roots[0]?.event.recordedAt ?? '');
  const work = roots.toReversed().map((node) => ({ node, before: '', branch: '' }));
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const { node, before, branch } = at;
    lines.push(`${before}${branch}${described(node, start)}`);
    const below = `${before}${branch === '' ? '' : branch === '└─ ' ? '   ' : '│  '}`;
    const last = node.effects.length - 1;
    const effects = node.effects.map((effect, index) => ({
      node: effect,
      before: below,
      branch: index === last ? '└─ ' : '├─ ',
    }));
    work.push(...effects.toReversed());
  }
  return lines;
}

function described({ event, unknownCause }: TraceNode, start: number): string {
  const { context, type, stream, version, position, recordedAt } = event;
  const time = `+${(Date.parse(recordedAt) - start).toLocaleString('en')} ms`;
  const parts = [time, `${context}:${position}`, type, `${stream}@${version}`, ...becauseOf(event)];
  return [...parts, ...(unknownCause === undefined ? [] : [`(its cause ${unknownCause} is not among these)`])].join(
    '  ',
  );
}

function becauseOf({ metadata: { consumer, actor } }: TracedEvent): readonly string[] {
  if (consumer !== undefined) return [`by ${consumer}`];
  return actor === undefined ? [] : [`by user ${actor}`];
}
