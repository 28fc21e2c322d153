import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256Hex, type TenantId } from "@synod/core";
import { createFolderBlobs } from "./folder-blobs.ts";

const ACME = "acme" as TenantId;

describe("blobs in a folder", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "synod-blobs-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("keeps nothing but the blob: no temporary file stays", async () => {
    const bytes = Buffer.from("hello");
    await createFolderBlobs(root).put(ACME, sha256Hex(bytes), bytes);
    expect(await readdir(join(root, ACME))).toEqual([sha256Hex(bytes)]);
    expect(await readFile(join(root, ACME, sha256Hex(bytes)), "utf8")).toBe("hello");
  });

  it(
    "has a blob whole or not at all after the process was killed while writing",
    { timeout: 20_000 },
    async () => {
      for (let round = 0; round < 5; round += 1) await writeUntilKilled(root, 60 + round * 25);
      const blobs = createFolderBlobs(root);
      const names = (await readdir(join(root, ACME))).filter((name) => !name.endsWith(".tmp"));
      expect(names.length).toBeGreaterThan(0);
      for (const name of names)
        expect(sha256Hex(await blobs.get(ACME, sha256Hex(await readFile(join(root, ACME, name)))))).toBe(
          name,
        );
    },
  );

  it("clears away what was left half-written long ago, and nothing younger", async () => {
    await mkdir(join(root, ACME));
    for (const name of ["old.tmp", "young.tmp"]) await writeFile(join(root, ACME, name), "half");
    await utimes(join(root, ACME, "old.tmp"), 0, 0);
    const bytes = Buffer.from("hello");
    await createFolderBlobs(root).put(ACME, sha256Hex(bytes), bytes);
    expect((await readdir(join(root, ACME))).toSorted()).toEqual([sha256Hex(bytes), "young.tmp"].toSorted());
  });

  it("says that it cannot write where a file is in the way", async () => {
    await writeFile(join(root, ACME), "");
    const bytes = Buffer.from("hello");
    const failure = await createFolderBlobs(root)
      .put(ACME, sha256Hex(bytes), bytes)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "SYN_STATE_UNWRITABLE" });
    expect(String(failure)).toContain(join(root, ACME));
  });

  it("says that its folder cannot be had", async () => {
    await writeFile(join(root, "file"), "");
    await expect(createFolderBlobs(join(root, "file", "blobs")).ping()).rejects.toMatchObject({
      code: "SYN_BLOBS_UNAVAILABLE",
    });
  });
});

/** A process that stores random blobs of 1 MB until it is killed, some time after its first one. */
async function writeUntilKilled(root: string, ms: number): Promise<void> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", WRITER, root], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await Promise.race([new Promise((resolve) => child.stdout.once("data", resolve)), ended]);
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill("SIGKILL");
  await ended;
}

const WRITER = `
import { createHash, randomBytes } from "node:crypto";
import { createFolderBlobs } from ${JSON.stringify(new URL("folder-blobs.ts", import.meta.url).href)};
const blobs = createFolderBlobs(process.argv[1]);
const deadline = Date.now() + 5_000;
while (Date.now() < deadline) {
  const bytes = randomBytes(1024 * 1024);
  await blobs.put("acme", createHash("sha256").update(bytes).digest("hex"), bytes);
  console.log("stored");
}
`;
