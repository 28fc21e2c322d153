import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { SynodError } from "@synod/core";

export const SERVICE_NAMES = ["ingest", "agents", "governor", "executor", "convergence-tracker"] as const;
export type DeployedService = (typeof SERVICE_NAMES)[number];

/** One running service process. */
export interface ServiceProcess {
  readonly name: DeployedService;
  readonly pid: number;
  readonly port: number;
  /** Resolves with its exit code once it is gone; null: by a signal. */
  readonly exited: Promise<number | null>;
  /** Of its HTTP door or health routes. */
  readonly url: string;
  /** Its last log lines. */
  log(): readonly string[];
  /** SIGTERM; gives the exit code once it is gone. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

const ROOT = new URL("../../../../", import.meta.url);
const READY_MS_MAX = 60_000;
const LOG_LINES_MAX = 500;

export interface ServiceProcessOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Another main than the service's own, as a path from the root of the repository. */
  readonly main?: string;
  readonly args?: readonly string[];
}

/** Starts a service and waits until it serves. Rejects with SYN_SERVER_FAILED and its last lines. */
export async function startServiceProcess(
  name: DeployedService,
  env: NodeJS.ProcessEnv,
  { port: wanted = 0, main = `services/${name}/main.mjs`, args = [] }: ServiceProcessOptions = {},
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [new URL(main, ROOT).pathname, ...args], {
    cwd: ROOT.pathname,
    env: { ...env, SYNOD_HOST: "127.0.0.1", SYNOD_PORT: String(wanted) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const port = await servingPort(name, child, lines, exited);
  return {
    name,
    pid: child.pid ?? 0,
    port,
    exited,
    url: `http://127.0.0.1:${port}`,
    log: () => lines,
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill("SIGTERM");
      return exited;
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** The port is in the line that says it serves. */
function servingPort(
  name: string,
  child: ChildProcess,
  lines: string[],
  exited: Promise<unknown>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill("SIGKILL");
      reject(new SynodError("SYN_SERVER_FAILED", `${name} ${why}:\n${lines.slice(-8).join("\n")}`));
    };
    const timer = setTimeout(() => fail(`did not serve within ${READY_MS_MAX} ms`), READY_MS_MAX);
    const read = (line: string) => {
      lines.push(line);
      if (lines.length > LOG_LINES_MAX) lines.shift();
      const port = /"port":(\d+).*"serving"/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on("line", read);
    }
    void exited.then((code) => {
      clearTimeout(timer);
      fail(`ended with ${String(code)}`);
    });
  });
}
