import { expect, test } from "vitest";
import { composeConfig } from "./compose-config.ts";
import { textOf } from "./compose-file.ts";

const FILES = [{ override: "alone" }, { override: "infra/compose/minio.yml" }];

/** Compose's own `config` on docker-compose.yml, alone and with each override. */
export function testAcceptedByCompose(command: readonly string[]): void {
  const required = [...textOf("docker-compose.yml").matchAll(/\$\{([A-Z_]+):\?/g)].map(
    ([, name = ""]) => name,
  );
  const env = Object.fromEntries(required.map((name) => [name, `a-${name.toLowerCase()}`]));

  test.each(FILES)("Compose accepts docker-compose.yml, $override", async ({ override }) => {
    const files = ["docker-compose.yml", ...(override === "alone" ? [] : [override])];
    const config = await composeConfig(command, files, env);
    expect(config).toContain("a-synod_signing_key");
    expect(config).not.toContain("${");
  });

  test("Compose refuses to go on without any one of the secrets", async () => {
    expect(required.length).toBeGreaterThan(10);
    for (const name of new Set(required)) {
      const { [name]: _, ...others } = env;
      await expect(composeConfig(command, ["docker-compose.yml"], others)).rejects.toThrow(
        `required variable ${name} is missing a value: run infra/compose/make-env.sh`,
      );
    }
  });
}
