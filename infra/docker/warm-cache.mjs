// Fills NODE_COMPILE_CACHE with every TypeScript file of the image, so that no container strips types. Imports
// them all, and starts each main, which ends at once: it is given nothing to work with.
import "../../packages/runtime/src/service/lean-start.mjs";
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const sources = globSync("{packages,services}/*/src/**/*.ts", {
  exclude: (path) =>
    /^(node_modules|doubles|testkit)$|^main\.ts$|\.(test|fixture)\.ts$/.test(path.split("/").at(-1) ?? ""),
});
for (const path of sources) await import(pathToFileURL(resolve(path)).href);

const { NODE_COMPILE_CACHE } = process.env;
const mains = [...globSync("services/*/main.mjs"), "packages/cli/src/main.ts"];
for (const path of [...mains, "infra/docker/healthcheck.ts"]) {
  spawnSync(process.execPath, [path], { env: { NODE_COMPILE_CACHE }, stdio: "ignore", timeout: 60_000 });
}
