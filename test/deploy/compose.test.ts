import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { testAcceptedByCompose } from "./accepted-by-compose.ts";
import { composeCommand } from "./compose-config.ts";
import { composeData, textOf } from "./compose-file.ts";

// compose-spec.json is the schema of compose-go 2.9.1, which Compose 2.40.3 reads files by (Apache-2.0).
const schema: unknown = JSON.parse(textOf("test/deploy/compose-spec.json"));
const isCompose = new Ajv({ strict: false, allowUnionTypes: true, validateFormats: false }).compile(
  schemaObject(schema),
);

test.each(["docker-compose.yml", "infra/compose/minio.yml"])("%s fits the Compose specification", (path) => {
  isCompose(composeData(path));
  expect(isCompose.errors).toBeNull();
});

test("a file that does not fit is seen", () => {
  expect(isCompose({ services: { ingest: { imagee: "synod" } } })).toBe(false);
});

// Where there is no Compose, its schema has to do; `npm run test:long` builds one.
const command = await composeCommand();
if (command !== null) testAcceptedByCompose(command);

function schemaObject(value: unknown): object {
  if (typeof value !== "object" || value === null) throw new TypeError("compose-spec.json is no schema");
  // Ajv knows draft 7 by its http name.
  return { ...value, $schema: "http://json-schema.org/draft-07/schema#" };
}
