import type { DeployedService } from "@synod/testkit";

const LOG = [
  "@pinojs/redact",
  "atomic-sleep",
  "on-exit-leak-free",
  "pino",
  "pino-std-serializers",
  "quick-format-unescaped",
  "safe-stable-stringify",
  "sonic-boom",
  "thread-stream",
];

const DATABASE = [
  "pg",
  "pg-connection-string",
  "pg-int8",
  "pg-pool",
  "pg-protocol",
  "pg-types",
  "postgres-array",
  "postgres-bytea",
  "postgres-date",
  "postgres-interval",
  "xtend",
];

const BUS = [
  "@nats-io/jetstream",
  "@nats-io/nats-core",
  "@nats-io/nkeys",
  "@nats-io/nuid",
  "@nats-io/transport-node",
  "tweetnacl",
];

const DOOR = [
  "@fastify/busboy",
  "@fastify/deepmerge",
  "@fastify/error",
  "@fastify/forwarded",
  "@fastify/multipart",
  "@fastify/proxy-addr",
  "abstract-logging",
  "avvio",
  "fast-decode-uri-component",
  "fast-deep-equal",
  "fast-json-stringify",
  "fast-querystring",
  "fastify",
  "fastify-plugin",
  "fastq",
  "find-my-way",
  "ipaddr.js",
  "process-warning",
  "ret",
  "reusify",
  "rfdc",
  "safe-regex2",
  "secure-json-parse",
  "semver",
  "toad-cache",
];

const EVERY = ["canonicalize", "zod", ...LOG, ...DATABASE, ...BUS];

const OWN: Readonly<Record<DeployedService, readonly string[]>> = {
  ingest: ["cockatiel", ...DOOR],
  agents: ["cockatiel"],
  governor: ["cockatiel", "yaml"],
  executor: [],
  "convergence-tracker": ["yaml"],
};

/** What an idle service may have loaded: its policies are YAML, what it guards has a breaker, and so on. */
export function packagesOf(service: DeployedService): ReadonlySet<string> {
  return new Set([...EVERY, ...OWN[service]]);
}
