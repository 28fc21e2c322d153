import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "./free-port.ts";
import { answersTcp } from "./probe.ts";
import { supervise, type SuperviseOptions } from "./supervise.ts";

describe("a supervised server", () => {
  let folder: string;
  let port: number;
  let logFile: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "synod-supervise-"));
    logFile = join(folder, "server.log");
    port = await freePort();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const options = (script: string): SuperviseOptions => ({
    name: "the server",
    command: process.execPath,
    args: ["--eval", script, String(port), folder],
    logFile,
    isReady: () => answersTcp(port),
  });

  it("answers once it is started, and is gone once it is stopped", async () => {
    const server = await supervise(options(LISTEN));
    expect(await answersTcp(port)).toBe(true);
    expect(isAlive(server.pid)).toBe(true);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    expect(await readFile(join(folder, "end"), "utf8")).toBe("in good order");
    await server.stop();
  });

  it("is ended at once by a kill, with no good order", async () => {
    const server = await supervise(options(LISTEN));
    await server.kill();
    expect(isAlive(server.pid)).toBe(false);
    await expect(readFile(join(folder, "end"), "utf8")).rejects.toThrow();
  });

  it("that does not start says why: its exit code and the end of its log", async () => {
    const start = supervise(options(`console.error("no licence found"); process.exit(3)`));
    expect(await failureOf(start)).toMatch(/exit code 3[^]*server\.log[^]*no licence found/);
  });

  it("that never answers is given up and ended", async () => {
    const start = supervise({ ...options(`setInterval(() => {}, 1000); ${SAY_PID}`), readyMsMax: 600 });
    expect(await failureOf(start)).toContain("600 ms");
    expect(isAlive(Number(await readFile(join(folder, "pid"), "utf8")))).toBe(false);
  });

  it("that is not there says so", async () => {
    const start = supervise({ ...options(""), command: join(folder, "nothing") });
    expect(await failureOf(start)).toContain("nothing");
  });

  it("ends with its parent, even if the parent is killed", { timeout: 20_000 }, async () => {
    const program = join(folder, "parent.mjs");
    await writeFile(program, parentOf(options(LISTEN)));
    const parent = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString()))),
    );
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    for (let tries = 0; tries < 100 && isAlive(pid); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isAlive(pid)).toBe(false);
  });
});

const SAY_PID = `require("node:fs").writeFileSync(process.argv[2] + "/pid", String(process.pid));`;

const LISTEN = `
require("node:net").createServer((socket) => socket.end()).listen(Number(process.argv[1]), "127.0.0.1");
process.on("SIGTERM", () => {
  require("node:fs").writeFileSync(process.argv[2] + "/end", "in good order");
  process.exit(0);
});
`;

/** A program that starts the server, prints its process id and stays. */
function parentOf({ name, command, args, logFile }: SuperviseOptions): string {
  const module = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  return `
import { supervise } from ${module("supervise.ts")};
import { answersTcp } from ${module("probe.ts")};
const isReady = () => answersTcp(${args[2]});
const server = await supervise({ ...${JSON.stringify({ name, command, args, logFile })}, isReady });
console.log(server.pid);
setTimeout(() => {}, 10_000);
`;
}

/** What a start that must fail says. */
async function failureOf(start: Promise<unknown>): Promise<string> {
  const failure = await start.catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "SYN_SERVER_FAILED" });
  return String(failure);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
