/** What somebody has typed: the words before, and the one that may not be finished yet. */
export interface SearchWords {
  readonly before: string;
  /** Letters and digits, nothing that a search could take for more; empty when the last word is not to be completed. */
  readonly last: string;
}

const typed = /^(?<before>|.*\s)(?<last>[\p{L}\p{N}]+)$/su;
const relation = /"|\bor\b/i;

/** Sets the last word apart, unless it is part of a phrase or a choice, which are left as they are. */
export function searchWords(search: string): SearchWords {
  const { before, last } = typed.exec(search)?.groups ?? {};
  if (before === undefined || last === undefined || relation.test(search)) return { before: search, last: '' };
  return { before, last };
}
