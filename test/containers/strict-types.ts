import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../docs/repository-files.js';
import type { Manifest } from './kubernetes.js';

const packages: readonly (readonly [RegExp, string])[] = [
  [/^keda\.sh\//, '@kubernetes-models/keda'],
  [/^cert-manager\.io\//, '@kubernetes-models/cert-manager'],
  [/./, 'kubernetes-models'],
];

/** Where the published types of a manifest's kind are. */
export function modelOf({ apiVersion, kind }: Manifest): string {
  const [, name] = packages.find(([pattern]) => pattern.test(apiVersion))!;
  return `${name}/${apiVersion}/${kind}`;
}

/**
 * What the published types of Kubernetes say against manifests, fields that they do not know included. The schemas of Kubernetes
 * allow unknown fields, the compiler does not.
 */
export function faultsIn(manifests: readonly Manifest[]): readonly string[] {
  const file = join(root, 'manifests.mts');
  const text = manifests.map(
    (manifest, index) =>
      `import type { I${manifest.kind} as Kind${index} } from '${modelOf(manifest)}';\nexport const manifest${index}: Kind${index} = ${JSON.stringify(manifest)};`,
  );
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, text.join('\n'), ts.ScriptTarget.ES2023) : getSourceFile(path, ...rest);
  const program = ts.createProgram([file], options, host);
  const found = [...program.getSemanticDiagnostics(), ...program.getGlobalDiagnostics()];
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
