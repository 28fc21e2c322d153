import { z } from "zod";

const answerSchema = z.object({
  status: z.enum(["ready", "draining", "unavailable"]),
  dependencies: z.array(z.object({ name: z.string(), ok: z.boolean() })),
});

/** What `/readyz` says: its HTTP status, and the dependencies that answer and that do not, by name. */
export async function readiness(url: string): Promise<{ status: number; here: string[]; away: string[] }> {
  const answer = await fetch(`${url}/readyz`);
  const { dependencies } = answerSchema.parse(await answer.json());
  const named = (wanted: boolean) =>
    dependencies
      .filter(({ ok }) => ok === wanted)
      .map(({ name }) => name)
      .toSorted();
  return { status: answer.status, here: named(true), away: named(false) };
}
