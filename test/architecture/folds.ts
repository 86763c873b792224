import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { foldersIn, root } from '../docs/repository-files.js';

/** A declared fold: its version, and a hash of its text with that of all it reaches in the repository. */
export interface DeclaredFold {
  readonly version: number;
  readonly text: string;
}

type Read = (path: string) => string | undefined;

const declaring = new Set(['aggregate', 'processManager']);
const folding = ['initial', 'evolve', 'refused'];
const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  customConditions: ['tearline-source'],
  noLib: true,
  types: [],
};

/** The files of all systems, without those of the platform and without tests. */
export function filesOfSystems(): string[] {
  const systems = foldersIn('libs').filter((name) => name !== 'platform');
  return systems.flatMap((system) =>
    readdirSync(join(root, 'libs', system), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .map((name) => join(root, 'libs', system, name)),
  );
}

/** The folds that files declare, by the name of their streams. */
export function foldsIn(files: readonly string[], read: Read = ts.sys.readFile): ReadonlyMap<string, DeclaredFold> {
  const declaringFiles = files.filter((file) => /\b(aggregate|processManager)[<(]/.test(read(file) ?? ''));
  const program = ts.createProgram(declaringFiles, options, hostOver(read));
  const found = declaringFiles.flatMap((file) => {
    const calls: ts.ObjectLiteralExpression[] = [];
    eachNode(program.getSourceFile(file)!, (node) => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && declaring.has(node.expression.text)) {
        const [definition] = node.arguments;
        if (definition !== undefined && ts.isObjectLiteralExpression(definition)) calls.push(definition);
      }
    });
    return calls.map((definition) => declared(program.getTypeChecker(), definition));
  });
  return new Map(found.toSorted(([a], [b]) => a.localeCompare(b)));
}

/** Resolves what belongs to the repository and nothing else. */
function hostOver(read: Read): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    getSourceFile: (path, version) => {
      const text = read(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, version, true);
    },
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(({ text }) => {
        if (!/^[.#]/.test(text)) return { resolvedModule: undefined };
        return ts.resolveModuleName(text, from, options, host, undefined, undefined, ts.ModuleKind.ESNext);
      }),
  };
}

function declared(checker: ts.TypeChecker, definition: ts.ObjectLiteralExpression): readonly [string, DeclaredFold] {
  const property = (name: string) => definition.properties.find((one) => one.name?.getText() === name);
  const literal = (name: string) => {
    const found = property(name);
    return found && ts.isPropertyAssignment(found) && ts.isLiteralExpression(found.initializer)
      ? found.initializer.text
      : undefined;
  };
  const name = literal('category') ?? literal('name');
  if (name === undefined) throw new Error(`The name in ${definition.getText().slice(0, 80)} … must be a plain string`);
  const parts = folding.flatMap((part) => property(part) ?? []);
  const hash = createHash('sha256').update(reachedFrom(checker, parts).map(textOf).join('\n'));
  return [name, { version: Number(literal('foldVersion') ?? 1), text: hash.digest('hex').slice(0, 16) }];
}

/** Some nodes and the declarations they use, and what those use, and so on. */
function reachedFrom(checker: ts.TypeChecker, start: readonly ts.Node[]): readonly ts.Node[] {
  const reached = new Set(start);
  for (const part of reached) {
    eachNode(part, (node) => {
      if (!ts.isIdentifier(node)) return;
      for (const declaration of declarationsOf(checker, node)) {
        const isInside = [...reached].some((known) => isWithin(declaration, known));
        if (isValue(declaration) && !isInside) reached.add(declaration);
      }
    });
  }
  return [...reached];
}

function declarationsOf(checker: ts.TypeChecker, identifier: ts.Identifier): readonly ts.Declaration[] {
  const symbol = ts.isShorthandPropertyAssignment(identifier.parent)
    ? checker.getShorthandAssignmentValueSymbol(identifier.parent)
    : checker.getSymbolAtLocation(identifier);
  if (symbol === undefined) return [];
  const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return meant.declarations ?? [];
}

function isValue(node: ts.Node): boolean {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}

/** Visits all that runs; types are left out. */
function eachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  if (ts.isTypeNode(node)) return;
  visit(node);
  ts.forEachChild(node, (child) => eachNode(child, visit));
}

const printer = ts.createPrinter({ removeComments: true });

/** Without comments, types and the way it is laid out. */
function textOf(node: ts.Node): string {
  const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
  const statement = ts.isVariableDeclaration(node) ? `const ${text}` : isValue(node) ? text : `({ ${text} })`;
  return ts.transpile(statement, { target: ts.ScriptTarget.ES2023, removeComments: true });
}
