import type { AnyHandler } from "@synod/runtime";
import { executor } from "./executor.ts";

export function executorHandlers(): readonly AnyHandler[] {
  return [executor];
}
