export function fillCompileCache(
  node: string,
  options?: { readonly folder?: string; readonly log?: (line: string) => void },
): Promise<void>;
