import type { Head, MachineState, OpenedEvent } from "@synod/core";

/** I3: each transition starts where the last one ended, one epoch up, and the store's head agrees. */
export function brokenEpochs(
  events: readonly OpenedEvent[],
  stored: { readonly head: Head; readonly state: MachineState },
): string[] {
  const broken: string[] = [];
  let epoch = 0;
  let state: MachineState = "ContextIngested";
  for (const event of events) {
    if (event.type !== "transition.applied") continue;
    const { from, to, epoch: made } = event.data;
    epoch += 1;
    if (made !== epoch) broken.push(`I3: event ${event.seq} makes epoch ${made}, expected ${epoch}`);
    if (from !== state) broken.push(`I3: event ${event.seq} leaves ${from}, the scope was in ${state}`);
    state = to;
  }
  if (stored.head.epoch !== epoch)
    broken.push(`I3: ${epoch} transitions, and the store's head is at epoch ${stored.head.epoch}`);
  if (stored.state !== state) broken.push(`I3: the log ends in ${state}, the store says ${stored.state}`);
  const last = events.at(-1);
  if (last !== undefined && (stored.head.seq !== last.seq || stored.head.hash !== last.hash))
    broken.push(`I3: the log ends at ${last.seq}, the store's head is at ${stored.head.seq}`);
  return broken;
}
