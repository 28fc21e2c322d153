import { digestOf, type Digest } from "@synod/core";
import json from "../../../../infra/openfga/model.json" with { type: "json" };
import type { AuthorizationModel } from "./types.ts";

/** The one authorization model, generated from infra/openfga/model.fga. */
export const MODEL: AuthorizationModel = json;

/** SHA-256 of the model's canonical JSON: recorded with every decision. */
export const MODEL_DIGEST: Digest = digestOf(json);
