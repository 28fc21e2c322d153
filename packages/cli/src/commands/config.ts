import { describeConfig, loadConfig } from "@synod/runtime/service";
import type { Io } from "../io.ts";

/** `synod config`: every setting with its value and origin; secrets are not shown. */
export function configCommand(flags: { readonly json: boolean }, io: Io): number {
  const settings = describeConfig(loadConfig({ argv: [], env: io.env }));
  if (flags.json) {
    io.out(JSON.stringify({ settings }));
    return 0;
  }
  for (const { name, value, origin } of settings) {
    io.out(`${name.padEnd(20)} ${String(value ?? "(not set)").padEnd(40)} ${origin}`);
  }
  return 0;
}
