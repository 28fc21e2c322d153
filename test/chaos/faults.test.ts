import type { CaseReport } from "@synod/core";
import { runEmbedded } from "@synod/sdk";
import { startRig, type Rig } from "@synod/testkit/deployment/rig";
import { afterAll, beforeAll, describe } from "vitest";
import { CASE, type FaultContext } from "./context.ts";
import { serverFaults } from "./server-faults.ts";
import { serviceFaults } from "./service-faults.ts";

let rig: Rig;
let expected: CaseReport;
beforeAll(async () => {
  rig = await startRig({ instances: 2, proxied: ["postgres", "nats"] });
  ({ report: expected } = await runEmbedded(CASE));
});
afterAll(() => rig.stop());

/** Read when a test runs: the deployment does not stand before. */
const context: FaultContext = {
  get rig() {
    return rig;
  },
  get expected() {
    return expected;
  },
};

describe("services that die", () => serviceFaults(context));
describe("servers that go away", () => serverFaults(context));
