import { fileURLToPath } from "node:url";
import type { GoPin, ModulePin } from "./pins.ts";
import { runCommand } from "./run-command.ts";

const BUILD_MS_MAX = 30 * 60_000;

/** Builds a Go program at its pinned version into `folder`. Rejects with SYN_SERVER_FAILED. */
export async function goInstall(name: string, pin: GoPin, folder: string): Promise<void> {
  await runCommand("go", ["install", pin.package], {
    cwd: folder,
    env: { ...process.env, GOBIN: folder, GOFLAGS: "-trimpath", CGO_ENABLED: "0" },
    timeoutMs: BUILD_MS_MAX,
    progress: `Building ${name} ${pin.version} (once; it stays in the cache)`,
  });
}

/** Builds a Go program of the module beside this file, whose go.sum vouches for every byte. Rejects with SYN_SERVER_FAILED. */
export async function goBuild(name: string, pin: ModulePin, folder: string): Promise<void> {
  await runCommand("go", ["build", "-mod=readonly", "-o", `${folder}/${pin.binary}`, pin.package], {
    cwd: fileURLToPath(new URL(`${pin.folder}/`, import.meta.url)),
    env: { ...process.env, GOFLAGS: "-trimpath", CGO_ENABLED: "0" },
    timeoutMs: BUILD_MS_MAX,
    progress: `Building ${name} ${pin.version} (once; it stays in the cache)`,
  });
}
