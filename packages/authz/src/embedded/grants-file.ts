import { open, readFile, rename } from "node:fs/promises";
import { SynodError } from "@synod/core";
import type { RelationTuple } from "@synod/contracts";

/** Bytes; some 100,000 scopes. */
const FILE_BYTES_MAX = 128 * 1024 * 1024;

/** The tuples of a grants file; none if there is no file yet. Rejects with SYN_CONFIG_INVALID if it is damaged. */
export async function readGrants(path: string): Promise<readonly RelationTuple[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (isMissing(error)) return "";
    throw new SynodError("SYN_CONFIG_INVALID", `${path}: ${reasonOf(error)}`, { cause: error });
  });
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => parseLine(line, `${path}:${index + 1}`));
}

/** Replaces the file in one step: a crash leaves the old grants or the new, never half of them. */
export async function writeGrants(path: string, tuples: Iterable<RelationTuple>): Promise<void> {
  const lines = Array.from(
    tuples,
    ({ user, relation, object }) => `${JSON.stringify([user, relation, object])}\n`,
  );
  const text = lines.join("");
  if (text.length > FILE_BYTES_MAX)
    throw new SynodError("SYN_AUTHORIZER_UNAVAILABLE", `${path} would grow too large`);
  try {
    const temporary = `${path}.${process.pid}.tmp`;
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    const code = errnoOf(error) === "ENOSPC" ? "SYN_DISK_FULL" : "SYN_STATE_UNWRITABLE";
    throw new SynodError(code, `${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function parseLine(line: string, where: string): RelationTuple {
  const [user, relation, object, ...rest] = parseStrings(line);
  if (user === undefined || relation === undefined || object === undefined || rest.length > 0) {
    throw new SynodError("SYN_CONFIG_INVALID", `${where}: not a grant`);
  }
  return { user, relation, object };
}

function parseStrings(line: string): string[] {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) && value.every((part) => typeof part === "string") ? value : [];
  } catch {
    return [];
  }
}

function isMissing(error: unknown): boolean {
  return errnoOf(error) === "ENOENT";
}

function errnoOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
