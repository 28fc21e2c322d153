import type { AnyHandler } from "@synod/runtime";
import { drift } from "./roles/drift/handler.ts";
import { facts } from "./roles/facts/handler.ts";
import { createFactsReader, type ReaderPorts } from "./roles/facts/reader.ts";
import { planner } from "./roles/planner/handler.ts";
import { status } from "./roles/status/handler.ts";

/** The roles of the swarm. A new role is one folder in roles/ and one line here. */
export function agentHandlers(ports: ReaderPorts): readonly AnyHandler[] {
  return [createFactsReader(ports), facts, drift, planner, status];
}
