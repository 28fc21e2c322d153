import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { runCommand } from "../../../infra/native/run-command.ts";

const STEP_MS_MAX = 20 * 60_000;

/** How a command in a container ended, and every line it printed. */
export interface Finished {
  readonly code: number | null;
  readonly lines: readonly string[];
}

export interface Running {
  /** Grows while it runs. */
  readonly lines: readonly string[];
  readonly finished: Promise<Finished>;
  kill(): void;
}

/** Builds images and runs commands in them without an engine, with all that it keeps below one folder. */
export class Buildah {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Runs a subcommand; gives what it printed. Rejects with SYN_SERVER_FAILED. */
  async do(args: readonly string[], cwd?: string): Promise<string> {
    const options = { timeoutMs: STEP_MS_MAX, ...(cwd === undefined ? {} : { cwd }) };
    const output = await runCommand("buildah", [...this.#storage(), ...args], options);
    return output.trim();
  }

  /** Starts a command in a container, on the host's network, with these variables beside those of the image. */
  start(container: string, env: Readonly<Record<string, string>>, command: readonly string[]): Running {
    const variables = Object.entries(env).map(([name, value]) => `--env=${name}=${value}`);
    const run = ["run", "--isolation=chroot", "--network=host", ...variables, container, "--", ...command];
    const child = spawn("buildah", [...this.#storage(), ...run], { stdio: ["ignore", "pipe", "pipe"] });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => lines.push(line));
    const finished = new Promise<Finished>((resolve) => {
      child.once("close", (code) => resolve({ code, lines }));
    });
    return { lines, finished, kill: () => void child.kill("SIGKILL") };
  }

  #storage(): string[] {
    return ["--root", `${this.#folder}/store`, "--runroot", `${this.#folder}/run`, "--storage-driver", "vfs"];
  }
}
