import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

export const ROOT_URL = new URL("../../", import.meta.url);

const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** What the tests read of a service in a Compose file. */
const serviceSchema = z.looseObject({
  image: z.string(),
  build: z.looseObject({ dockerfile: z.string() }).optional(),
  environment: settings.default({}),
  healthcheck: z.looseObject({ disable: z.boolean().optional() }).optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  restart: z.string().optional(),
  logging: z.looseObject({ options: settings }).optional(),
  deploy: z.object({ resources: z.object({ limits: settings }) }).optional(),
  stop_grace_period: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  networks: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
});

const fileSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.unknown()),
  volumes: z.record(z.string(), z.unknown()),
});

export type ComposeService = z.output<typeof serviceSchema>;

/** A file of the repository as text. */
export function textOf(path: string): string {
  return readFileSync(new URL(path, ROOT_URL), "utf8");
}

/** A Compose file as plain data, its anchors merged and its variables as they stand. */
export function composeData(path: string): unknown {
  // `!override` says how a file is laid over another, and nothing about its own shape.
  return parse(textOf(path).replaceAll("!override", ""), { merge: true });
}

/** docker-compose.yml, parsed. */
export function composeFile(): z.output<typeof fileSchema> {
  return fileSchema.parse(composeData("docker-compose.yml"));
}
