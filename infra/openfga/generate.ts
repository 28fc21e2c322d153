/** Writes model.json from model.fga: `node infra/openfga/generate.ts`. A test compares the two. */
import { writeFile } from "node:fs/promises";
import { modelFromDsl } from "../../packages/authz/src/model/from-dsl.ts";

const model = await modelFromDsl(new URL("model.fga", import.meta.url));
await writeFile(new URL("model.json", import.meta.url), `${JSON.stringify(model, null, 2)}\n`);
