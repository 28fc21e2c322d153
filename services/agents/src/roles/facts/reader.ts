import {
  canonicalJson,
  digestOf,
  SynodError,
  type CaseDocument,
  type Digest,
  type DocumentFacts,
  type EventDraft,
  type Extraction,
} from "@synod/core";
import {
  decodeText,
  parseExtraction,
  type Analyst,
  type Blobs,
  type ReadableDocument,
} from "@synod/contracts";
import type { Handler, ThinkContext, View } from "@synod/runtime";

/** What came of reading one receipt. */
interface Reading {
  readonly receivedSeq: number;
  readonly thought: Digest;
  readonly extraction: Extraction;
}

export interface ReaderPorts {
  readonly analyst: Analyst;
  readonly blobs: Blobs;
}

/**
 * Reads documents as they arrive, ahead of the rounds. One document a turn: a process that dies
 * while it reads costs one thought, never several.
 */
export function createFactsReader(ports: ReaderPorts): Handler<Reading | null> {
  return {
    name: "facts-reader",
    role: "agents",
    activation: { kind: "sequence_delta", type: "document.received", count: 1 },
    batchMax: 1,
    think: (view, context) => readOne(view, context, ports),
    decide: (view, reading) => ({
      events: reading === null || isOutdated(view, reading) ? [] : [readEvent(reading)],
    }),
  };
}

/** The facts of a received document that reading and the graph's rules depend on. */
function factsOf({ received }: Pick<CaseDocument, "received">): DocumentFacts {
  return {
    id: received.document,
    name: received.name,
    kind: received.kind,
    date: received.date,
    source: received.source,
  };
}

/** Digest of everything the answer depends on: the analyst, the bytes and what is said about them. */
function thoughtDigest(analyst: string, facts: DocumentFacts, mediaType: string): Digest {
  return digestOf({ analyst, facts, media_type: mediaType });
}

async function readOne(view: View, context: ThinkContext, ports: ReaderPorts): Promise<Reading | null> {
  const event = view.events[0];
  if (event?.type !== "document.received") return null;
  const document = view.state.documents.get(event.data.document);
  // A newer receipt of the same bytes has an event of its own.
  if (document === undefined || document.receivedSeq !== event.seq) return null;
  const facts = factsOf(document);
  const thought = thoughtDigest(ports.analyst.id, facts, event.data.media_type);
  const answer = await context.journaled(thought, facts.id, async () => {
    const bytes = await ports.blobs.get(view.scope.tenant, facts.id, context.signal);
    const readable = { facts, mediaType: asReadable(event.data.media_type), text: decodeText(bytes) };
    return canonicalJson(await ports.analyst.read(readable, context.signal));
  });
  return { receivedSeq: event.seq, thought, extraction: parseExtraction(answer) };
}

/** True if the same bytes were received anew while they were read. */
function isOutdated({ state }: View, { receivedSeq, extraction }: Reading): boolean {
  return state.documents.get(extraction.document)?.receivedSeq !== receivedSeq;
}

function readEvent({ receivedSeq, thought, extraction }: Reading): EventDraft {
  return {
    type: "document.read",
    data: {
      document: extraction.document,
      received_seq: receivedSeq,
      thought,
      analyst: extraction.analyst,
      statements: extraction.statements.length,
      risks: extraction.risks.length,
    },
    idempotencyKey: `read:${extraction.document}:${receivedSeq}`,
  };
}

function asReadable(mediaType: string): ReadableDocument["mediaType"] {
  switch (mediaType) {
    case "text/markdown":
    case "text/plain":
    case "text/csv":
      return mediaType;
    default:
      throw new SynodError("SYN_DOCUMENT_TYPE", mediaType);
  }
}
