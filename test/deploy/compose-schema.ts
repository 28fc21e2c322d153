import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { runCommand } from "../../infra/native/run-command.ts";
import { ROOT_URL } from "./compose-file.ts";

const MODULE = "github.com/compose-spec/compose-go/v2";
const DOWNLOAD_MS_MAX = 120_000;

const downloaded = z.object({ Dir: z.string() });

/**
 * The JSON schema that the pinned Compose reads its files by, out of the Go module it comes in: its version and
 * its bytes are those of infra/native/compose/go.mod and go.sum. Rejects where Go or the module cannot be had.
 */
export async function composeSchema(): Promise<object> {
  const output = await runCommand("go", ["mod", "download", "-json", MODULE], {
    cwd: new URL("infra/native/compose/", ROOT_URL).pathname,
    env: { ...process.env, GOFLAGS: "-mod=readonly" },
    timeoutMs: DOWNLOAD_MS_MAX,
  });
  // What Go says of its download comes before the answer.
  const { Dir } = downloaded.parse(JSON.parse(output.slice(output.indexOf("{"))));
  const schema: unknown = JSON.parse(await readFile(join(Dir, "schema", "compose-spec.json"), "utf8"));
  if (typeof schema !== "object" || schema === null) throw new TypeError("compose-spec.json is no schema");
  // Ajv knows draft 7 by its http name.
  return { ...schema, $schema: "http://json-schema.org/draft-07/schema#" };
}
