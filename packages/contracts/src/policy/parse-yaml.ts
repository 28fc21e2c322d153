import { SynodError, type ErrorCode } from "@synod/core";
import { LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";

/** Bytes of YAML that are parsed at all; more is refused before parsing. */
export const YAML_BYTES_MAX = 256 * 1024;

/** More errors than this help nobody; the rest shows when these are gone. */
const ISSUES_SHOWN_MAX = 20;

/** YAML 1.2 text through a schema. Throws `code` with the line and path of every error. */
export function parseYaml<Output>(text: string, schema: z.ZodType<Output>, code: ErrorCode): Output {
  const size = Buffer.byteLength(text, "utf8");
  if (size > YAML_BYTES_MAX)
    throw new SynodError(code, `it has ${size} bytes, at most ${YAML_BYTES_MAX} are read`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const faults = document.errors.slice(0, ISSUES_SHOWN_MAX);
  if (faults.length > 0) {
    throw new SynodError(
      code,
      faults.map(({ pos, message }) => `line ${lines.linePos(pos[0]).line}: ${message}`).join("; "),
    );
  }
  const parsed = schema.safeParse(toPlain(document, code));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, ISSUES_SHOWN_MAX).map((issue) => {
    const path = pathOf(issue);
    const where = path.length === 0 ? "" : `${path.join(".")}: `;
    return `line ${lineOf(document, path, lines)}: ${where}${issue.message}`;
  });
  throw new SynodError(code, issues.join("; "));
}

/** Aliases are counted by the library, so that a few lines cannot unfold into gigabytes. */
function toPlain(document: Document, code: ErrorCode): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new SynodError(code, cause instanceof Error ? cause.message : "it cannot be unfolded", { cause });
  }
}

/** For an unknown key, the key itself: the fault lies there, not in the map around it. */
function pathOf(issue: z.core.$ZodIssue): PropertyKey[] {
  const key = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  return key === undefined ? issue.path : [...issue.path, key];
}

/** The line of the deepest node on the path that exists. */
function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    const start = rangeStart(node);
    if (start !== null) return lines.linePos(start).line;
  }
  return 1;
}

function rangeStart(node: unknown): number | null {
  if (typeof node !== "object" || node === null || !("range" in node)) return null;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : null;
}
