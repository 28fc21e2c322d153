import { openLog } from "@synod/sdk";
import type { Io } from "../io.ts";

/** `synod events --state DIR`: every event of every scope, one JSON object a line, in log order. */
export async function eventsCommand(flags: { readonly state: string }, io: Io): Promise<number> {
  const log = await openLog(flags.state);
  try {
    for await (const { seq, hash, prev_hash, hash_version, body } of log.records()) {
      // The body is printed as the exact text that was hashed.
      const read = io.out(
        `{"seq":${seq},"hash_version":${hash_version},"prev_hash":"${prev_hash}","hash":"${hash}","body":${body}}`,
      );
      if (!read) break;
    }
    return 0;
  } finally {
    await log.close();
  }
}
