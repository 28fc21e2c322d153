import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { cacheDir } from "../../../infra/native/ensure-binary.ts";
import { runCommand } from "../../../infra/native/run-command.ts";
import type { Buildah } from "./buildah.ts";

const run = promisify(execFile);
const RELEASE = "bookworm";
const DEBOOTSTRAP_MS_MAX = 15 * 60_000;
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

/**
 * An image that stands in for Docker's official one of Node, where no registry of images can be reached: Debian
 * by debootstrap (kept in the cache), with this Node, this machine's npm and what that knows of its registry.
 */
export async function makeBaseImage(buildah: Buildah, folder: string): Promise<string> {
  const name = "localhost/node-base";
  const debian = await debianTree();
  // npm-cli.js is in its bin/.
  const npm = dirname(dirname((await run("npm", ["exec", "-c", "echo $npm_execpath"])).stdout.trim()));
  const npmrc = join(folder, "npmrc");
  const registry = (await run("npm", ["config", "get", "registry"])).stdout.trim();
  await writeFile(npmrc, `registry=${registry}\n`);
  const container = await buildah.do(["from", "scratch"]);
  await buildah.do(["copy", container, debian, "/"]);
  await buildah.do(["copy", container, process.execPath, "/usr/local/bin/node"]);
  await buildah.do(["copy", container, npm, "/usr/local/lib/node_modules/npm"]);
  await buildah.do(["copy", container, npmrc, "/root/.npmrc"]);
  await buildah.do(["copy", container, CERTIFICATES, CERTIFICATES]);
  const link = ["ln", "-s", "../lib/node_modules/npm/bin/npm-cli.js", "/usr/local/bin/npm"];
  await buildah.do(["run", "--isolation=chroot", container, "--", ...link]);
  const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const env = [`--env=PATH=${path}`, `--env=NODE_EXTRA_CA_CERTS=${CERTIFICATES}`];
  await buildah.do(["config", ...env, container]);
  await buildah.do(["commit", "--rm", container, name]);
  return name;
}

async function debianTree(): Promise<string> {
  const tree = join(cacheDir(), `debian-${RELEASE}`);
  if (await isThere(tree)) return tree;
  await mkdir(cacheDir(), { recursive: true });
  const aside = await mkdtemp(`${tree}.making-`);
  try {
    await runCommand("debootstrap", ["--variant=minbase", RELEASE, join(aside, "tree")], {
      timeoutMs: DEBOOTSTRAP_MS_MAX,
      progress: `Fetching Debian ${RELEASE} (once; it stays in the cache)`,
    });
    await rename(join(aside, "tree"), tree);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return tree;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
