import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { RunningServer, ServerKind } from "./server.ts";

interface Recipe {
  readonly image: string;
  readonly port: number;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** A path that answers 200 when it is ready; null: the port is enough. */
  readonly health: string | null;
  readonly env: (address: string) => Readonly<Record<string, string>>;
}

const PASSWORD = "synod";

const RECIPES: Readonly<Record<ServerKind, Recipe>> = {
  postgres: {
    image: "pgvector/pgvector:pg16",
    port: 5432,
    command: ["postgres", "-c", "fsync=off", "-c", "max_connections=200"],
    environment: { POSTGRES_USER: "synod", POSTGRES_PASSWORD: PASSWORD, POSTGRES_DB: "synod" },
    health: null,
    env: (address) => ({ SYNOD_TEST_DATABASE_URL: `postgres://synod:${PASSWORD}@${address}/synod` }),
  },
  nats: {
    image: "nats:2.15.2-alpine",
    port: 4222,
    command: ["--jetstream"],
    environment: {},
    health: null,
    env: (address) => ({ SYNOD_TEST_NATS_URL: `nats://${address}` }),
  },
  s3: {
    image: "minio/minio:RELEASE.2025-09-07T16-13-09Z",
    port: 9000,
    command: ["server", "/data"],
    environment: { MINIO_ROOT_USER: "minioadmin", MINIO_ROOT_PASSWORD: "minioadmin" },
    health: "/minio/health/ready",
    env: (address) => ({
      SYNOD_TEST_S3_URL: `http://${address}`,
      SYNOD_TEST_S3_ACCESS_KEY: "minioadmin",
      SYNOD_TEST_S3_SECRET_KEY: "minioadmin",
    }),
  },
  openfga: {
    image: "openfga/openfga:v1.22.1",
    port: 8080,
    command: ["run"],
    environment: {},
    health: "/healthz",
    env: (address) => ({ SYNOD_TEST_OPENFGA_URL: `http://${address}` }),
  },
};

const START_MS_MAX = 180_000;

/** A container, if a Docker engine answers; testcontainers removes it even if this process is killed. */
export async function fromDocker(server: ServerKind): Promise<RunningServer | null> {
  if (!mayHaveEngine()) return null;
  const { GenericContainer, Wait, getContainerRuntimeClient } = await import("testcontainers");
  const answers = await getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
  if (!answers) return null;
  const { image, port, command, environment, health, env } = RECIPES[server];
  // PostgreSQL's image starts twice, first only for its own setup.
  const ready =
    server === "postgres"
      ? Wait.forLogMessage(/database system is ready to accept connections/, 2)
      : health === null
        ? Wait.forListeningPorts()
        : Wait.forHttp(health, port);
  const container = await new GenericContainer(image)
    .withExposedPorts(port)
    .withCommand([...command])
    .withEnvironment({ ...environment })
    .withWaitStrategy(ready)
    .withStartupTimeout(START_MS_MAX)
    .start();
  return {
    from: "docker",
    env: env(`${container.getHost()}:${container.getMappedPort(port)}`),
    stop: async () => {
      await container.stop();
    },
  };
}

/** Spares the import of testcontainers where there is surely no engine. */
function mayHaveEngine(): boolean {
  if ((process.env["DOCKER_HOST"] ?? "") !== "") return true;
  return ["/var/run/docker.sock", join(homedir(), ".docker/run/docker.sock")].some((path) =>
    existsSync(path),
  );
}
