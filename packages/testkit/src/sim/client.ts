import type { DocumentId, EventType, ScopeRef } from "@synod/core";
import type { Clock } from "@synod/contracts";
import type { Writer } from "@synod/ingest";
import type { ClientStep, PlannedCase, SentDocument } from "./plan.ts";
import type { SimulatedProcess } from "./process.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Watch } from "./watch.ts";

/** One running instance of ingest. */
export interface Door {
  readonly process: SimulatedProcess;
  readonly writer: Writer;
  /** Called when the process is dead: whoever waits for its answer learns that the connection broke. */
  readonly onBroken: Set<() => void>;
}

/** What a client was told: it may rely on it. */
export interface Acknowledged extends ScopeRef {
  readonly document: DocumentId;
  readonly name: string;
  readonly seq: number;
}

export interface ClientPorts {
  /** The world's clock: clients neither die nor stand still. */
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** The instances that run now. */
  readonly doors: () => readonly Door[];
  readonly watch: Pick<Watch, "isSettled" | "looks">;
  /** Resolves when an event of this type comes into the case's log. */
  readonly appended: (type: EventType) => Promise<void>;
  readonly acknowledged: (receipt: Acknowledged) => void;
}

const RETRY_MS = 300;
const LOOK_MS = 500;
const ORIGIN = { actor: "key:simulated", traceparent: null };

/** Sends a case step by step, each again and again until it is acknowledged. Resolves after the last. */
export async function runClient(planned: PlannedCase, ports: ClientPorts): Promise<void> {
  for (const step of planned.steps) await take(step, planned, ports);
}

async function take(step: ClientStep, scope: PlannedCase, ports: ClientPorts): Promise<void> {
  const { clock } = ports;
  switch (step.kind) {
    case "configure":
      await persistently(ports, (writer) => writer.configure(scope, step.config, ORIGIN));
      return;
    case "send":
      await Promise.all([
        send(step.document, scope, ports),
        ...(step.twice ? [send(step.document, scope, ports)] : []),
      ]);
      return;
    case "send_together":
      await Promise.all(step.documents.map((document) => send(document, scope, ports)));
      return;
    case "wait":
      await clock.sleep(step.ms);
      return;
    case "after_event":
      // If it never comes, the step passes: what a case does is not the client's to know.
      await Promise.race([ports.appended(step.type), clock.sleep(step.msMax)]);
      return;
    case "settled":
      await untilSettled(scope, ports);
      return;
    default:
      return step satisfies never;
  }
}

/** A look before all was acknowledged tells nothing: it takes a newer one. */
async function untilSettled(scope: ScopeRef, { clock, watch }: ClientPorts): Promise<void> {
  const before = watch.looks + 1;
  while (watch.looks <= before || !watch.isSettled(scope)) await clock.sleep(LOOK_MS);
}

async function send(sent: SentDocument, { tenant, scope }: ScopeRef, ports: ClientPorts): Promise<void> {
  const { name } = sent;
  const { document, seq } = await persistently(ports, (writer) =>
    writer.receive({ tenant, scope }, sent, ORIGIN),
  );
  ports.acknowledged({ tenant, scope, document, name, seq });
}

/** Tries any instance until one answers. Nobody tries again while the answer may still come. */
async function persistently<Answer>(
  { clock, random, doors }: ClientPorts,
  request: (writer: Writer) => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    const open = doors();
    const door = open[random.below(open.length)];
    const answer = door === undefined ? null : await ask(door, request);
    if (answer !== null) return answer.value;
    await clock.sleep(RETRY_MS);
  }
}

/** The answer; null: it was refused, or the process died with it. */
function ask<Answer>(
  { writer, onBroken }: Door,
  request: (writer: Writer) => Promise<Answer>,
): Promise<{ readonly value: Answer } | null> {
  return new Promise((resolve) => {
    const broken = () => resolve(null);
    onBroken.add(broken);
    request(writer).then(
      (value) => {
        onBroken.delete(broken);
        resolve({ value });
      },
      () => {
        onBroken.delete(broken);
        resolve(null);
      },
    );
  });
}
