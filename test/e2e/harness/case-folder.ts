import { appendFile, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, onTestFinished } from "vitest";

/** The demo's case. */
export const LIBRARY_BUS = new URL("../../cases/library-bus/", import.meta.url).pathname;

/** A folder that goes when the test is over. */
export async function temporary(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "synod-e2e-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A state folder whose database is made already: making one takes seconds, and is tested elsewhere. */
export async function madeState(): Promise<string> {
  const dir = join(await temporary(), "state");
  await cp(inject("madeState"), dir, { recursive: true });
  return dir;
}

export interface GivenCase {
  /** Lines of scope.yaml after its title. */
  readonly scope?: string;
  /** Documents by file name. */
  readonly docs: Readonly<Record<string, string | Uint8Array>>;
}

const DEFAULT_SCOPE = `as_of: 2026-04-30
goals:
  - id: price
    text: Establish the total price
    about: [total price]
`;

/** A case folder of a test's own. */
export async function caseFolder({ scope = DEFAULT_SCOPE, docs }: GivenCase): Promise<string> {
  const dir = await temporary();
  await writeScope(dir, scope);
  await mkdir(join(dir, "docs"));
  for (const [name, content] of Object.entries(docs)) await writeFile(join(dir, "docs", name), content);
  return dir;
}

export function writeScope(dir: string, scope: string = DEFAULT_SCOPE): Promise<void> {
  return writeFile(join(dir, "scope.yaml"), `scope: test-case\ntitle: A case for a test\n${scope}`);
}

/** The demo's case in a folder of its own. */
export async function libraryBus(): Promise<string> {
  const dir = await temporary();
  await cp(LIBRARY_BUS, dir, { recursive: true });
  return dir;
}

/** Brings the demo's late document, as its reader would: the file and its line in scope.yaml. */
export async function bringLate(dir: string): Promise<void> {
  await cp(join(dir, "late", "06-supplier-notice.md"), join(dir, "docs", "06-supplier-notice.md"));
  await appendFile(
    join(dir, "scope.yaml"),
    "  - { file: 06-supplier-notice.md, kind: notice, date: 2026-04-24, source: Karosserie Hellweg }\n",
  );
}

/** Runs `work` while these documents of the case have not arrived, in docs/ and in scope.yaml. */
export async function hold(
  dir: string,
  files: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  const yaml = join(dir, "scope.yaml");
  const whole = await readFile(yaml, "utf8");
  const later = join(await temporary(), "later");
  await mkdir(later);
  const lines = whole.split("\n").filter((line) => !files.some((file) => line.includes(file)));
  await writeFile(yaml, lines.join("\n"));
  for (const file of files) await rename(join(dir, "docs", file), join(later, file));
  await work();
  await writeFile(yaml, whole);
  for (const file of files) await rename(join(later, file), join(dir, "docs", file));
}
