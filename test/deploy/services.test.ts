import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { composeFile, ROOT_URL, type ComposeService } from "./compose-file.ts";

const { services, networks, volumes } = composeFile();
const all = Object.entries(services).map(([name, service]) => ({ name, service }));
const lasting = all.filter(({ service }) => service.restart !== "no");

/** Their images hold nothing that could ask; docker-compose.yml says who asks instead. */
const WITHOUT_HEALTHCHECK = new Set(["otel-collector"]);

/** SYNOD_DRAIN_MS and what comes after it: server, connections, spans. Seconds. */
const DRAIN_S = 10 + 3 + 3;

test.each(all)("$name is locked down and bounded", ({ service }) => {
  expect(service.read_only).toBe(true);
  expect(service.cap_drop).toEqual(["ALL"]);
  expect(service.security_opt).toContain("no-new-privileges:true");
  expect(service.logging?.options).toMatchObject({
    "max-size": expect.any(String),
    "max-file": expect.any(String),
  });
  expect(Object.keys(service.deploy?.resources.limits ?? {}).sort()).toEqual(["cpus", "memory", "pids"]);
});

test.each(all)("$name has an exact version", ({ service }) => {
  expect(service.image).toMatch(/:(v?\d+\.\d+|RELEASE\.)/);
});

test.each(lasting)("$name says how it is, and comes back", ({ name, service }) => {
  expect(service.restart).toBe("unless-stopped");
  const asked = service.healthcheck !== undefined && service.healthcheck.disable !== true;
  expect(asked).toBe(!WITHOUT_HEALTHCHECK.has(name));
});

test.each(synodServices())("$name has time to drain", ({ service }) => {
  expect(Number.parseInt(service.stop_grace_period ?? "0", 10)).toBeGreaterThan(DRAIN_S);
});

test("every published port is its own, on the loopback interface", () => {
  const ports = all.flatMap(({ service }) => service.ports);
  expect(ports.length).toBeGreaterThan(0);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+:-\d+\}:\d+$/);
  const published = ports.map((port) => /:-(\d+)\}/.exec(port)?.[1]);
  expect(new Set(published).size).toBe(ports.length);
});

test.each(all)("what $name refers to is there", ({ service }) => {
  for (const [name, { condition }] of Object.entries(service.depends_on)) {
    const dependency = services[name];
    expect(dependency, name).toBeDefined();
    const ends = dependency?.restart === "no";
    expect(condition, name).toBe(ends ? "service_completed_successfully" : "service_healthy");
  }
  for (const network of service.networks) expect(networks).toHaveProperty(network);
  for (const volume of service.volumes) {
    const [source = ""] = volume.split(":");
    if (!source.startsWith("./")) expect(volumes).toHaveProperty(source);
    else {
      expect(existsSync(new URL(source, ROOT_URL)), source).toBe(true);
      expect(volume.endsWith(":ro"), volume).toBe(true);
    }
  }
});

function synodServices(): { name: string; service: ComposeService }[] {
  return lasting.filter(({ service }) => service.build !== undefined);
}
