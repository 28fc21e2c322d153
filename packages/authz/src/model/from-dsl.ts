import { readFile } from "node:fs/promises";
import type { AuthorizationModel } from "./types.ts";

/**
 * The JSON of a model written in OpenFGA's own language. For development and tests only: the parser is
 * large, so programs load the generated model.json.
 */
export async function modelFromDsl(dsl: URL | string): Promise<AuthorizationModel> {
  const { transformer } = await import("@openfga/syntax-transformer");
  const text = typeof dsl === "string" ? dsl : await readFile(dsl, "utf8");
  const model: unknown = JSON.parse(transformer.transformDSLToJSON(text));
  assertModel(model);
  return model;
}

function assertModel(value: unknown): asserts value is AuthorizationModel {
  const isModel =
    typeof value === "object" && value !== null && "schema_version" in value && "type_definitions" in value;
  if (!isModel) throw new TypeError("the transformer gave no model");
}
