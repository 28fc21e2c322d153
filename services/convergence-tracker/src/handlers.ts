import type { AnyHandler } from "@synod/runtime";
import { createTracker, type TrackerPorts } from "./tracker.ts";

export function trackerHandlers(ports: TrackerPorts): readonly AnyHandler[] {
  return [createTracker(ports)];
}
