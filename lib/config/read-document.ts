import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { inspectNodes } from './inspect-nodes.ts';
import type { ConfigPath, DocumentProblem } from './problem.ts';

const maxBytes = 1024 * 1024;
/** Enough for any hand-written file; far too few to unfold into something large. */
const maxAliases = 100;

/** One mistake of syntax makes many more behind it. */
const maxSyntaxErrors = 10;
const tooDeep = 'the file is nested too deeply';

/** A place in a text, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem that the text itself has, where it stands when that is known. */
export type PlacedProblem = DocumentProblem & { readonly position?: Position };

/** A file's text as data, with the place of every setting; or why it is not a document at all. */
export interface ReadDocument {
  /** Null when the text is not a mapping; then `problems` says why. */
  readonly data: Record<string, unknown> | null;
  readonly problems: readonly PlacedProblem[];
  /** Where a setting stands; where its nearest ancestor stands when it is absent. */
  locate(path: ConfigPath, atKey?: boolean): Position;
}

/** Reads YAML 1.2, of which JSON is a part. Never throws, and its time is bounded by the size of the text. */
export function readDocument(text: string): ReadDocument {
  if (Buffer.byteLength(text) > maxBytes) return refused('the file is larger than 1 MiB');
  const lines = new LineCounter();
  try {
    // Its own check for equal keys compares each with every other one; `inspectNodes` remembers them instead.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
    return readParsed(document, lines);
  } catch (error) {
    if (error instanceof RangeError) return refused(tooDeep);
    throw error;
  }
}

function readParsed(document: Document.Parsed, lines: LineCounter): ReadDocument {
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const locate = (path: ConfigPath, atKey = false) => position(offsetOf(document.contents, path, atKey));
  const syntax = [...document.errors, ...document.warnings];
  if (syntax.some((error) => error.code === 'RESOURCE_EXHAUSTION')) return refused(tooDeep);
  if (syntax.length > 0) {
    const problems = syntax.slice(0, maxSyntaxErrors).map((error) => syntaxProblem(error, position));
    return { data: null, problems, locate };
  }
  const { problems, fatal } = inspectNodes(document, maxAliases);
  const placed: PlacedProblem[] = problems.map(({ offset, ...problem }) => ({
    ...problem,
    position: position(offset),
  }));
  if (fatal) return { data: null, problems: placed, locate };
  const { data, reason } = toData(document);
  if (data === null) placed.push({ path: [], message: reason, suggestion: null });
  return { data, problems: placed, locate };
}

function syntaxProblem(
  { code, message, pos }: YAMLError,
  position: (offset: number) => Position,
): PlacedProblem {
  const sentence = code === 'MULTIPLE_DOCS' ? 'the file must hold one document only' : lowerFirst(message);
  return { path: [], message: sentence, suggestion: null, position: position(pos[0]) };
}

function toData(
  document: Document.Parsed,
): { data: Record<string, unknown>; reason: '' } | { data: null; reason: string } {
  if (document.contents === null) return { data: null, reason: 'the file is empty' };
  if (!isMap(document.contents)) {
    return { data: null, reason: 'the file must be a mapping that begins with "version: 1"' };
  }
  try {
    return { data: document.toJS({ maxAliasCount: maxAliases }), reason: '' };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { data: null, reason: lowerFirst(error.message) };
  }
}

/** The offset of the deepest node on the path that exists. */
function offsetOf(contents: unknown, path: ConfigPath, atKey: boolean): number {
  let node = contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, segment] of path.entries()) {
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(segment),
      );
      if (pair === undefined) return offset;
      node = pair.value;
      const value = last && !atKey && isScalar(node) ? startOf(node) : null;
      offset = value ?? startOf(pair.key) ?? offset;
    } else if (isSeq(node) && typeof segment === 'number') {
      node = node.items[segment];
      offset = startOf(node) ?? offset;
    } else return offset;
    if (isAlias(node)) return startOf(node) ?? offset;
  }
  return offset;
}

function startOf(node: unknown): number | null {
  return (node as Node | null | undefined)?.range?.[0] ?? null;
}

function refused(message: string): ReadDocument {
  return {
    data: null,
    problems: [{ path: [], message, suggestion: null }],
    locate: () => ({ line: 1, column: 1 }),
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
