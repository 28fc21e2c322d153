import { SynodError, type GivenTrajectory } from "@synod/core";
import { z } from "zod";

const part = z.number().min(0).max(1);
const mass = z.number().min(0);

const snapshotSchema = z
  .object({
    mean_confidence: part,
    unresolved_mass: mass,
    total_mass: mass,
    goal_completion: part,
    risk_score: part,
  })
  .refine(({ unresolved_mass, total_mass }) => unresolved_mass <= total_mass, {
    path: ["unresolved_mass"],
    message: "is more than total_mass",
  });

/** What `synod convergence analyze` reads: rounds, oldest first; none is a case of which nothing is known. Keys it does not know are passed over. */
export const snapshotsSchema = z.object({
  snapshots: z.array(snapshotSchema).max(100_000),
}) satisfies z.ZodType<GivenTrajectory>;

/** Parses the JSON of a trajectory. Throws SYN_SNAPSHOTS_INVALID naming the path of the first error. */
export function parseSnapshots(text: string): GivenTrajectory {
  const parsed = snapshotsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new SynodError("SYN_SNAPSHOTS_INVALID", `${path}${issue?.message ?? "is not valid"}`);
}

function parseJson(text: string): unknown {
  try {
    // Editors may put a byte order mark before JSON; its grammar has none.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SynodError("SYN_SNAPSHOTS_INVALID", `it is not JSON: ${reason}`, { cause });
  }
}
