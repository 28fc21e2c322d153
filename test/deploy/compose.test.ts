import { Ajv } from "ajv";
import { describe, expect, it, test } from "vitest";
import { testAcceptedByCompose } from "./accepted-by-compose.ts";
import { composeCommand } from "./compose-config.ts";
import { composeData } from "./compose-file.ts";
import { composeSchema } from "./compose-schema.ts";

const schema = await composeSchema().catch((error: unknown) => String(error));

if (typeof schema === "string") notRun(schema);
else {
  describe("the Compose specification", () => {
    const isCompose = new Ajv({ strict: false, allowUnionTypes: true, validateFormats: false }).compile(
      schema,
    );

    test.each(["docker-compose.yml", "infra/compose/minio.yml"])("allows %s", (path) => {
      isCompose(composeData(path));
      expect(isCompose.errors).toBeNull();
    });

    test("does not allow what it has no word for", () => {
      expect(isCompose({ services: { ingest: { imagee: "synod" } } })).toBe(false);
    });
  });
}

// Where there is no Compose, its schema has to do; `npm run test:long` builds one.
const command = await composeCommand();
if (command !== null) testAcceptedByCompose(command);

function notRun(reason: string): void {
  const title = `the Compose specification: not run: ${reason.split("\n")[0] ?? ""}`;
  if (process.env["SYNOD_REQUIRE_REAL"] !== "1") it.skip(title);
  else {
    it(title, () => {
      throw new Error(reason);
    });
  }
}
