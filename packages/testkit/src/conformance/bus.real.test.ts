import { randomUUID } from "node:crypto";
import { createNatsBus } from "@synod/bus";
import { describeReal } from "../backing/describe-real.ts";
import { busConformance } from "./bus.ts";

describeReal("NATS JetStream", ["SYNOD_TEST_NATS_URL"], ({ SYNOD_TEST_NATS_URL: url }) => {
  busConformance("NATS JetStream", {
    open: async (options) =>
      createNatsBus({
        url,
        namespace: `t-${randomUUID().slice(0, 8)}`,
        streamBytesMax: 4 * 1024 * 1024,
        ...options,
      }),
  });
});
