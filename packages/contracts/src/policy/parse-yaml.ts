import { createRequire } from "node:module";
import { SynodError, type ErrorCode } from "@synod/core";
import type * as Yaml from "yaml";
import type { z } from "zod";

/** Loaded with the first text, since most services read none. */
const load: (library: "yaml") => typeof Yaml = createRequire(import.meta.url);

/** Bytes of YAML that are parsed at all; more is refused before parsing. */
export const YAML_BYTES_MAX = 256 * 1024;

/** More errors than this help nobody; the rest shows when these are gone. */
const ISSUES_SHOWN_MAX = 8;

/** YAML 1.2 text through a schema. Throws `code` with the line and path of every error. */
export function parseYaml<Output>(text: string, schema: z.ZodType<Output>, code: ErrorCode): Output {
  const size = Buffer.byteLength(text, "utf8");
  if (size > YAML_BYTES_MAX)
    throw new SynodError(code, `it has ${size} bytes, at most ${YAML_BYTES_MAX} are read`);
  const { LineCounter, parseDocument } = load("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  if (document.errors.length > 0) {
    throw invalid(
      code,
      document.errors.map(({ pos, code: fault, message }) => {
        const what =
          fault === "MULTIPLE_DOCS" ? "a second document begins here, and one is read" : firstLine(message);
        return `line ${lines.linePos(pos[0]).line}: ${what}`;
      }),
    );
  }
  const parsed = schema.safeParse(toPlain(document, lines, code));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => {
    const path = pathOf(issue);
    const where = path.length === 0 ? "" : `${path.join(".")}: `;
    const missing = issue.code === "invalid_type" && document.getIn(path, true) === undefined;
    return `line ${lineOf(document, path, lines)}: ${where}${missing ? "is missing" : issue.message}`;
  });
  throw invalid(code, issues);
}

/** Each fault once: one mistake may give the same message many times over. */
function invalid(code: ErrorCode, faults: readonly string[]): SynodError {
  return new SynodError(code, [...new Set(faults)].slice(0, ISSUES_SHOWN_MAX).join("; "));
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? message;
}

/** Aliases are counted by the library, so that a few lines cannot unfold into gigabytes. */
function toPlain(document: Yaml.Document, lines: Yaml.LineCounter, code: ErrorCode): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    let line = 1;
    load("yaml").visit(document, {
      Alias(_key, alias) {
        line = lines.linePos(rangeStart(alias) ?? 0).line;
      },
    });
    throw new SynodError(code, `line ${line}: its aliases unfold into more than is read`, { cause });
  }
}

/** For an unknown key, the key itself: the fault lies there, not in the map around it. */
function pathOf(issue: z.core.$ZodIssue): PropertyKey[] {
  const key = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  return key === undefined ? issue.path : [...issue.path, key];
}

/** The line of the deepest node on the path that exists. */
function lineOf(document: Yaml.Document, path: readonly PropertyKey[], lines: Yaml.LineCounter): number {
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
