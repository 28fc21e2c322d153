import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fill } from "./template.ts";

describe("a new embedded database", () => {
  let work = "";
  let made = 0;

  beforeEach(async () => {
    work = await mkdtemp(join(tmpdir(), "synod-template-"));
    made = 0;
  });
  afterEach(() => rm(work, { recursive: true, force: true }));

  const make = async (folder: string) => {
    made += 1;
    await mkdir(folder);
    await writeFile(join(folder, "PG_VERSION"), "18");
  };
  const options = () => ({ cacheDir: join(work, "cache"), make });

  it("is made once, and copied from then on", async () => {
    await fill(join(work, "a"), options());
    await fill(join(work, "b"), options());
    expect(made).toBe(1);
    expect(await readFile(join(work, "b", "PG_VERSION"), "utf8")).toBe("18");
    await writeFile(join(work, "a", "PG_VERSION"), "changed");
    await fill(join(work, "c"), options());
    expect(await readFile(join(work, "c", "PG_VERSION"), "utf8")).toBe("18");
  });

  it("is one whole template for several that begin at once", async () => {
    const names = ["a", "b", "c", "d"];
    await Promise.all(names.map((name) => fill(join(work, name), options())));
    expect(await readdir(join(work, "cache"))).toHaveLength(1);
    for (const name of names) expect(await readdir(join(work, name))).toEqual(["PG_VERSION"]);
  });

  it("does not keep the half copy of a process that died", async () => {
    await mkdir(join(work, "a.new"));
    await writeFile(join(work, "a.new", "half"), "");
    await fill(join(work, "a"), options());
    expect(await readdir(join(work, "a"))).toEqual(["PG_VERSION"]);
  });

  it("is not there if it could not be made", async () => {
    const broken = { ...options(), make: () => Promise.reject(new Error("no")) };
    await expect(fill(join(work, "a"), broken)).rejects.toMatchObject({ code: "SYN_DATABASE_ERROR" });
    expect(await readdir(work)).not.toContain("a");
  });

  it("is made anew where the cache cannot be written", async () => {
    await writeFile(join(work, "cache"), "a file, not a folder");
    await chmod(join(work, "cache"), 0o400);
    await fill(join(work, "a"), options());
    expect(await readdir(join(work, "a"))).toEqual(["PG_VERSION"]);
    expect(made).toBe(1);
  });
});
