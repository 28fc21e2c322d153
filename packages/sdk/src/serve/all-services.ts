import { agentsService } from "@synod/agents/service";
import { trackerService } from "@synod/convergence-tracker/service";
import { executorService } from "@synod/executor/service";
import { governorService } from "@synod/governor/service";
import { ingestService } from "@synod/ingest/service";
import type { ServiceDefinition } from "@synod/runtime/service";

const SERVICES = [ingestService, agentsService, governorService, executorService, trackerService];

/**
 * Every service as one: a small deployment in one process on real servers, with one pool, one bus connection
 * and one cache. Several may run side by side, and beside services of their own.
 */
export const allServices: ServiceDefinition = {
  name: "synod",
  async handlers(ports) {
    const handlers = await Promise.all(SERVICES.map((service) => service.handlers(ports)));
    return handlers.flat();
  },
  ...(ingestService.serve === undefined ? {} : { serve: ingestService.serve }),
};
