import type { Stats } from "node:fs";
import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { NAME_PATTERN, SynodError, type CaseConfig, type ScopeId } from "@synod/core";
import { parseScopeYaml, YAML_BYTES_MAX } from "@synod/contracts";

/** A case as its owner brings it: `scope.yaml` and the files of `docs/`, in the order of their names. */
export interface CaseFolder {
  readonly scope: ScopeId;
  readonly config: CaseConfig;
  readonly files: readonly CaseFile[];
}

/** One file of `docs/`: not yet read, so that a large case need not fit into memory. */
export interface CaseFile {
  readonly name: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Why it can not be read at all (a folder, a pipe, no permission), or null. */
  readonly fault: string | null;
}

/**
 * Looks at a case folder. Throws SYN_CASE_NOT_FOUND, SYN_SCOPE_INVALID (with the line) or
 * SYN_SCOPE_MISSING_DOCUMENT. A document that can not be read is no error of the folder: see `fault`.
 */
export async function readCaseFolder(dir: string): Promise<CaseFolder> {
  const path = join(dir, "scope.yaml");
  const { scope, config } = parseScopeYaml(await readScopeYaml(dir, path));
  const files = await listFiles(join(dir, "docs"));
  const present = new Set(files.map(({ name }) => name));
  const missing = config.documents.find(({ file }) => !present.has(file));
  if (missing !== undefined)
    throw new SynodError("SYN_SCOPE_MISSING_DOCUMENT", `${path}: docs/${missing.file}`);
  return { scope: scope ?? scopeNamedAfter(dir), config, files };
}

async function readScopeYaml(dir: string, path: string): Promise<string> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new SynodError("SYN_CASE_NOT_FOUND", `${dir} has no scope.yaml that can be read`, { cause });
  });
  // What a link leads to counts: a device or a pipe would be read for ever.
  if (!info.isFile()) throw new SynodError("SYN_CASE_NOT_FOUND", `${path} is not a file`);
  if (info.size > YAML_BYTES_MAX) {
    throw new SynodError(
      "SYN_SCOPE_INVALID",
      `${path} has ${info.size} bytes, at most ${YAML_BYTES_MAX} are read`,
    );
  }
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new SynodError("SYN_CASE_NOT_FOUND", `${path} cannot be read`, { cause });
  });
  return decodeUtf8(bytes);
}

/** Throws SYN_SCOPE_INVALID with the line of the first byte that is none of UTF-8. */
function decodeUtf8(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    // The first U+FFFD of a lenient reading that is not itself in the file stands where the fault is.
    const lines = new TextDecoder().decode(bytes).split("\n");
    const line = lines.findIndex((text) => text.includes("\uFFFD")) + 1;
    throw new SynodError("SYN_SCOPE_INVALID", `line ${line}: it is not UTF-8 text`, { cause });
  }
}

async function listFiles(dir: string): Promise<CaseFile[]> {
  const names = await readdir(dir).catch((cause: unknown) => {
    throw new SynodError("SYN_CASE_NOT_FOUND", `${dir} is not a folder that can be read`, { cause });
  });
  const visible = names.filter((name) => !name.startsWith(".")).sort(byCodeUnits);
  if (visible.length === 0) throw new SynodError("SYN_CASE_NOT_FOUND", `${dir} holds no document`);
  return Promise.all(visible.map((name) => describe(dir, name)));
}

async function describe(dir: string, name: string): Promise<CaseFile> {
  const path = join(dir, name);
  try {
    const info = await stat(path);
    return {
      name,
      path,
      size: info.size,
      fault: info.isFile() ? await linkFault(dir, path) : notAFile(info),
    };
  } catch (cause) {
    return { name, path, size: 0, fault: await reasonOf(path, name, cause) };
  }
}

/** A link may lead to another file of the case, not out of it: whoever packed the case does not choose what is read. */
async function linkFault(dir: string, path: string): Promise<string | null> {
  if (!(await lstat(path)).isSymbolicLink()) return null;
  const home = `${await realpath(join(dir, ".."))}${sep}`;
  return (await realpath(path)).startsWith(home) ? null : "it is a link that leads out of the case";
}

function notAFile(info: Stats): string {
  return info.isDirectory() ? "it is a folder" : "it is not a regular file";
}

async function reasonOf(path: string, name: string, cause: unknown): Promise<string> {
  // Bytes that are no UTF-8 come as U+FFFD, and no file has that name.
  if (name.includes("\uFFFD")) return "its name is not UTF-8";
  const link = await lstat(path).then(
    (info) => info.isSymbolicLink(),
    () => false,
  );
  if (link) return "it is a link to nothing";
  return cause instanceof Error && "code" in cause
    ? `it cannot be read: ${String(cause.code)}`
    : "it cannot be read";
}

/** The folder's own name, made to fit the grammar of scopes. */
function scopeNamedAfter(dir: string): ScopeId {
  const name = basename(resolve(dir))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 63);
  if (!NAME_PATTERN.test(name)) {
    throw new SynodError(
      "SYN_SCOPE_INVALID",
      `scope.yaml has no key scope, and the folder's name does not make one: ${dir}`,
    );
  }
  return name as ScopeId;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
