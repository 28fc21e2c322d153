import { expect, test } from "vitest";
import { composeFile, textOf } from "./compose-file.ts";

const { services } = composeFile();
const [path = ""] = new Set(Object.values(services).flatMap(({ build }) => build?.dockerfile ?? []));
const instructions = instructionsOf(textOf(path));

/** As infra/bootstrap/versions.mjs has it. */
function versionOf(name: string): string {
  const [, version = ""] =
    new RegExp(`${name} = "([0-9.]+)"`).exec(textOf("infra/bootstrap/versions.mjs")) ?? [];
  return version;
}

test("the image has the Node and pnpm that the project runs on", () => {
  const args = instructions.filter(({ name }) => name === "ARG").map(({ text }) => text);
  expect(args).toContain(`NODE_IMAGE=docker.io/library/node:${versionOf("NODE_VERSION")}-bookworm-slim`);
  expect(args).toContain(`PNPM_VERSION=${versionOf("PNPM_VERSION")}`);
});

test("the image runs as nobody who owns anything, and says how it is", () => {
  const last = instructions.slice(instructions.findLastIndex(({ name }) => name === "FROM"));
  expect(last.find(({ name }) => name === "USER")?.text).toMatch(/^[1-9]\d+:[1-9]\d+$/);
  expect(last.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT"]),
  );
});

test("what goes into the image is listed, not what stays out", () => {
  const lines = textOf(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(lines[0]).toBe("*");
  expect(lines).toContain("**/node_modules");
});

/** The instructions of a Dockerfile, their continued lines joined. */
function instructionsOf(dockerfile: string): { name: string; text: string }[] {
  const lines = dockerfile
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll(/\\\n/g, " ")
    .split("\n");
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", text = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      return { name, text };
    });
}
