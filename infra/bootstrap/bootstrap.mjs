// Runs a TypeScript file of this repository on a fresh machine with only Node ≥ 20 and npm: fetches Node 24
// and pnpm into a cache, installs from the lockfile when it changed, and runs. No dependency, plain JavaScript.
//
//   node infra/bootstrap/bootstrap.mjs FILE [ARGS…]    set up, then run FILE
//   node infra/bootstrap/bootstrap.mjs --print-node    set up, then print the path of Node
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE_MAJOR_MIN, NODE_VERSION, PNPM_VERSION } from "./versions.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const STAMP = join(ROOT, "node_modules", ".synod-lockfile");

const args = process.argv.slice(2);
const node = ensureNode();
ensureDependencies(node);
if (args[0] === "--print-node") console.log(node);
else run(node, args);

function ensureNode() {
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR_MIN) return process.execPath;
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const folder = ensurePackage(name, NODE_VERSION);
  return join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
}

function ensureDependencies(node) {
  const lockfile = createHash("sha256")
    .update(readFileSync(join(ROOT, "pnpm-lock.yaml")))
    .digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lockfile) return;
  const pnpm = join(ensurePackage("pnpm", PNPM_VERSION), "node_modules", "pnpm");
  const entry = [join(pnpm, "bin", "pnpm.mjs"), join(pnpm, "bin", "pnpm.cjs")].find((path) =>
    existsSync(path),
  );
  if (entry === undefined) fail(`pnpm ${PNPM_VERSION} has no entry point in ${pnpm}`);
  progress("installing dependencies from the lockfile");
  const result = spawnSync(node, [entry, "install", "--frozen-lockfile", "--prefer-offline"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    env: { ...process.env, CI: "true" },
  });
  if (result.status !== 0) fail(`dependencies could not be installed:\n${result.stdout}${result.stderr}`);
  writeFileSync(STAMP, lockfile);
}

/** The folder of one npm package in the cache; its place there is taken by a rename, so two at once are safe. */
function ensurePackage(name, version) {
  const folder = join(cacheFolder(), "toolchain", `${name}-${version}`);
  if (existsSync(folder)) return folder;
  progress(`fetching ${name} ${version}`);
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const npm = [
    "install",
    "--no-audit",
    "--no-fund",
    "--no-save",
    "--ignore-scripts",
    "--prefix",
    fresh,
    `${name}@${version}`,
  ];
  const result = spawnSync("npm", npm, {
    cwd: fresh,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (result.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    fail(
      `npm could not fetch ${name} ${version}. Is the network there? Once fetched, it is not needed again.\n${result.stderr ?? ""}`,
    );
  }
  try {
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function cacheFolder() {
  return process.env.SYNOD_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "synod");
}

/** Signals go to the child, its exit code comes back. */
function run(node, [file, ...rest]) {
  if (file === undefined) fail("give a file to run");
  const env = {
    ...process.env,
    // Tools under node_modules/.bin are scripts that start whatever `node` they find first.
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(cacheFolder(), "compile-cache"),
  };
  const child = spawn(node, [join(ROOT, file), ...rest], { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`${node} does not start: ${error.message}`));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
}

function progress(text) {
  process.stderr.write(`synod: ${text}\n`);
}

function fail(text) {
  process.stderr.write(`synod: ${text}\n`);
  process.exit(1);
}
