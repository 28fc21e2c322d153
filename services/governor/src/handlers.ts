import type { AnyHandler } from "@synod/runtime";
import { createGovernor, type GovernorPorts } from "./governor.ts";
import { createProvisioner } from "./provisioner.ts";

export function governorHandlers(ports: GovernorPorts): readonly AnyHandler[] {
  return [createProvisioner(ports.authorizer), createGovernor(ports)];
}
