import { spawn, type ChildProcess } from "node:child_process";

const MAIN = new URL("../../../packages/cli/src/main.ts", import.meta.url).pathname;

/** How a command ended. */
export interface Ended {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly cwd?: string;
  readonly uid?: number;
}

/** A command that is under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the real command line in a process of its own. */
export function startSynod(args: readonly string[], options: SpawnOptions = {}): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd,
    uid: options.uid,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A command that never reads its input is no failure of ours.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.stdin ?? "");
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
  return { child, ended };
}

/** Runs a command to its end. */
export function synod(args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  return startSynod(args, options).ended;
}

/** The last line of stdout, parsed. Throws what the command said if there is none. */
export function lastLine({ code, stdout, stderr }: Ended): unknown {
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  if (line === "") throw new Error(`exit code ${code}, no line on stdout:\n${stderr}`);
  return JSON.parse(line);
}
