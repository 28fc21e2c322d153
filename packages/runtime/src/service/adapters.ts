import type { Analyst, Authorizer, Blobs, Bus, Logger, Store } from "@synod/contracts";
import { required } from "./config.ts";
import type { Config } from "./settings.ts";

/** Opens what a service reaches. None connects before it is used, and none is loaded before it is asked for. */
export interface Adapters {
  store(context: AdapterContext): Promise<Store>;
  bus(context: AdapterContext): Promise<Bus>;
  blobs(context: AdapterContext): Promise<Blobs>;
  authorizer(context: AdapterContext): Promise<Authorizer>;
  analyst(context: AdapterContext): Promise<Analyst>;
}

export interface AdapterContext {
  readonly service: string;
  readonly config: Config;
  readonly logger: Logger;
}

/** PostgreSQL, NATS JetStream, S3, OpenFGA; deterministic reading unless a model is configured. */
export const realAdapters: Pick<Adapters, "bus" | "blobs"> = {
  async bus({ service, config, logger }) {
    const { createNatsBus } = await import("@synod/bus");
    const { nats_token: token } = config;
    return createNatsBus({
      url: required(config, "nats_url"),
      clientName: `synod-${service}`,
      logger,
      onStreamReplaced: () => logger.warn({}, "the stream is a new one: hints may have been lost, the sweep finds their scopes"),
      ...(token === undefined ? {} : { token }),
    });
  },

  async blobs({ config }) {
    const { createS3Blobs } = await import("@synod/artifacts");
    return createS3Blobs({
      url: required(config, "s3_url"),
      bucket: config.s3_bucket,
      region: config.s3_region,
      accessKey: required(config, "s3_access_key"),
      secretKey: required(config, "s3_secret_key"),
    });
  },
};
