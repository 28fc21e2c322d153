import { randomBytes } from "node:crypto";
import { NAME_PATTERN, sha256Hex, SynodError, type IsoInstant, type TenantId } from "@synod/core";
import type { Io } from "../io.ts";
import { requireDatabaseUrl } from "./migrate.ts";

const ID_BYTES = 6;
const SECRET_BYTES = 32;

/** `synod key create`: an API key bound to a tenant. Only its hash is stored; it is shown once. */
export async function keyCreateCommand(
  flags: { readonly tenant: string; readonly name: string; readonly json: boolean },
  io: Io,
): Promise<number> {
  if (!NAME_PATTERN.test(flags.tenant)) throw new SynodError("SYN_USAGE", `--tenant ${flags.tenant}`);
  const url = requireDatabaseUrl(io.env);
  const { createAccessStore, openPostgres } = await import("@synod/postgres");
  const database = openPostgres(url);
  try {
    const id = randomBytes(ID_BYTES).toString("hex");
    const key = `syn_${id}_${randomBytes(SECRET_BYTES).toString("base64url")}`;
    const tenant = flags.tenant as TenantId;
    const createdAt = new Date().toISOString() as IsoInstant;
    await createAccessStore({ database }).createKey({
      id,
      tenant,
      name: flags.name,
      hash: sha256Hex(key),
      createdAt,
    });
    if (flags.json) io.out(JSON.stringify({ id, tenant, name: flags.name, key }));
    else io.out(key);
    io.err("This key is shown once: keep it.");
    return 0;
  } finally {
    await database.close();
  }
}
