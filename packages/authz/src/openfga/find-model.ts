import type { OpenFgaClient, WriteAuthorizationModelRequest } from "@openfga/sdk";
import { canonicalJson } from "@synod/core";
import type { AuthorizationModel } from "../model/types.ts";

const PAGES_MAX = 20;
const PAGE_SIZE = 50;

/**
 * The id of the store's model that says the same as ours; written if there is none. Two instances that
 * write it at once leave two equal models, and either id gives the same answers.
 */
export async function findOrWriteModel(client: OpenFgaClient, model: AuthorizationModel): Promise<string> {
  const wanted = meaningOf(model);
  let continuationToken = "";
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { authorization_models: models, continuation_token: next = "" } =
      await client.readAuthorizationModels({
        pageSize: PAGE_SIZE,
        ...(continuationToken === "" ? {} : { continuationToken }),
      });
    const same = models.find((candidate) => meaningOf(candidate) === wanted);
    if (same !== undefined) return same.id;
    if (next === "") break;
    continuationToken = next;
  }
  const written = await client.writeAuthorizationModel(toRequest(model));
  return written.authorization_model_id;
}

/** What a model says, without the id and the empty fields that a server adds. */
function meaningOf({
  schema_version,
  type_definitions,
}: Pick<AuthorizationModel, "schema_version"> & { readonly type_definitions: unknown }): string {
  return canonicalJson(withoutEmpty({ schema_version, type_definitions }));
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, inner]): [string, unknown] => [key, withoutEmpty(inner)])
    // `this: {}` and `wildcard: {}` mean something by being there.
    .filter(([key, inner]) => key === "this" || key === "wildcard" || !isEmpty(inner));
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** The client's type wants mutable arrays; what is sent is the same JSON. */
function toRequest(model: AuthorizationModel): WriteAuthorizationModelRequest {
  const request: unknown = structuredClone(model);
  if (!isRequest(request)) throw new TypeError("not a model");
  return request;
}

function isRequest(value: unknown): value is WriteAuthorizationModelRequest {
  return (
    typeof value === "object" && value !== null && "schema_version" in value && "type_definitions" in value
  );
}
