import { setFlagsFromString } from "node:v8";

/** Takes back what `lean-start.mjs` set for the time of starting. Changes nothing where that was not loaded. */
export function toFullSpeed(): void {
  setFlagsFromString("--maglev");
  setFlagsFromString("--turbofan");
  setFlagsFromString("--no-memory-saver-mode");
}
