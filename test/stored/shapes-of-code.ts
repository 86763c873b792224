import ts from 'typescript';
import { join } from 'node:path';
import { root } from '../docs/repository-files.js';
import type { Shape, Shapes } from './shape.js';

const options: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent(ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, root)
    .options,
  types: [],
  incremental: false,
};
delete options.tsBuildInfoFile;

/** Files that were parsed before; most are the compiler's own. */
const parsedFiles = new Map<string, ts.SourceFile>();

/** The shapes of the events that these files declare, by file; a text stands for a file that is only thought of. */
export function shapesOfCode(
  files: readonly string[],
  thoughtOf: Readonly<Record<string, string>> = {},
): Readonly<Record<string, Shapes>> {
  const host = ts.createCompilerHost(options);
  const [readFile, fileExists, getSourceFile] = [host.readFile, host.fileExists, host.getSourceFile];
  const texts = new Map(Object.entries(thoughtOf).map(([file, text]) => [join(root, file), text]));
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    if (texts.has(file)) return getSourceFile(file, ...rest);
    const parsed = parsedFiles.get(file) ?? getSourceFile(file, ...rest);
    if (parsed !== undefined) parsedFiles.set(file, parsed);
    return parsed;
  };
  const program = ts.createProgram(
    [...files, ...Object.keys(thoughtOf)].map((file) => join(root, file)),
    options,
    host,
  );
  const all = [...files, ...Object.keys(thoughtOf)];
  return Object.fromEntries(all.map((file) => [file, shapesIn(program, program.getSourceFile(join(root, file))!)]));
}

function shapesIn(program: ts.Program, file: ts.SourceFile): Shapes {
  const checker = program.getTypeChecker();
  const aliases = file.statements.filter((statement) => ts.isTypeAliasDeclaration(statement));
  const members = aliases.flatMap(({ name }) => membersOf(checker.getTypeAtLocation(name)));
  const events = members.flatMap((member) => {
    const [type, data] = [member.getProperty('type'), member.getProperty('data')];
    if (type === undefined || data === undefined) return [];
    const name = checker.getTypeOfSymbol(type);
    if (!name.isStringLiteral()) return [];
    return [[name.value, new ShapeReader(program).read(checker.getTypeOfSymbol(data), name.value)] as const];
  });
  return Object.fromEntries(events);
}

/** Reads types as the shapes that JSON gives back; throws where JSON gives back something else. */
class ShapeReader {
  private readonly checker: ts.TypeChecker;

  constructor(private readonly program: ts.Program) {
    this.checker = program.getTypeChecker();
  }

  read(type: ts.Type, path: string): Shape {
    const value = this.value(type);
    if (value !== undefined) return value;
    if (type.aliasSymbol?.name === 'AnyJson') return 'any JSON';
    if (type.isUnion()) return this.union(type.types, path);
    if (type.isIntersection()) {
      const branded = type.types.map((part) => this.value(part)).find((part) => part !== undefined);
      if (branded !== undefined) return branded;
    }
    if (this.checker.isArrayType(type))
      return { '[]': this.read(this.checker.getTypeArguments(type as ts.TypeReference)[0]!, `${path}[]`) };
    if (!this.isPlainObject(type))
      throw new Error(`${path} is of type ${this.checker.typeToString(type)}, which JSON does not give back`);
    return this.object(type, path);
  }

  private object(type: ts.Type, path: string): Shape {
    const any = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    const fields = this.checker.getPropertiesOfType(type).map((field) => {
      const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0;
      const type = this.checker.getTypeOfSymbol(field);
      const inner = `${path}.${field.name}`;
      const shape =
        isOptional && type.isUnion() ? this.union(type.types.filter(isDefined), inner) : this.read(type, inner);
      return [`${field.name}${isOptional ? '?' : ''}`, shape] as const;
    });
    return Object.fromEntries([
      ...fields,
      ...(any === undefined ? [] : [['[string]', this.read(any, `${path}[string]`)] as const]),
    ]);
  }

  private union(types: readonly ts.Type[], path: string): Shape {
    const shapes = types.map((member) => this.read(member, path));
    const values = shapes.filter((shape) => typeof shape === 'string').toSorted();
    const objects = shapes.filter((shape) => typeof shape !== 'string');
    const isAnyBoolean = values.includes('true') && values.includes('false');
    const named = isAnyBoolean
      ? [...values.filter((value) => value !== 'true' && value !== 'false'), 'boolean'].toSorted()
      : values;
    if (objects.length === 0) return named.join(' | ');
    if (named.length === 0 && objects.length === 1) return objects[0]!;
    const members = [...(named.length > 0 ? [named.join(' | ')] : []), ...objects];
    return Object.fromEntries(members.map((member, index) => [`| ${index + 1}`, member]));
  }

  private value(type: ts.Type): string | undefined {
    if (type.isStringLiteral()) return JSON.stringify(type.value);
    if (type.isNumberLiteral()) return String(type.value);
    const { flags } = type;
    if (flags & ts.TypeFlags.String) return 'string';
    if (flags & ts.TypeFlags.Number) return 'number';
    if (flags & ts.TypeFlags.Boolean) return 'boolean';
    if (flags & ts.TypeFlags.BooleanLiteral) return this.checker.typeToString(type);
    return flags & ts.TypeFlags.Null ? 'null' : undefined;
  }

  private isPlainObject(type: ts.Type): boolean {
    if (!(type.flags & ts.TypeFlags.Object) && !type.isIntersection()) return false;
    if (type.isClass() || type.getCallSignatures().length + type.getConstructSignatures().length > 0) return false;
    const declared = type.symbol?.flags & ts.SymbolFlags.Interface ? (type.symbol.declarations ?? []) : [];
    return !declared.some((declaration) => this.program.isSourceFileDefaultLibrary(declaration.getSourceFile()));
  }
}

function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

function isDefined({ flags }: ts.Type): boolean {
  return (flags & ts.TypeFlags.Undefined) === 0;
}
