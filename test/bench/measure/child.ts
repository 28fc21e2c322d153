import { spawn } from "node:child_process";
import { SynodError } from "@synod/core";

export const ROOT = new URL("../../../", import.meta.url).pathname;

/** Runs a program to its end; gives how long that took in milliseconds. Rejects if it fails. */
export function timed(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2_000)));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(performance.now() - start);
      else
        reject(new SynodError("SYN_INTERNAL", `${command} ${args.join(" ")} ended with ${code}: ${errors}`));
    });
  });
}
