import {
  digestOf,
  sha256Hex,
  SynodError,
  type CaseConfig,
  type CaseState,
  type DocumentId,
  type EventDraft,
  type IsoDate,
  type ReceivedDocument,
} from "@synod/core";

/** A document as it comes through the door. */
export interface IncomingDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the sender says of it; the scope's own word about a file of this name wins. */
  readonly metadata?: { readonly kind?: string; readonly date?: IsoDate; readonly source?: string };
}

/** What taking a document in comes to. */
export type Reception =
  /** It is new, a new version of its file, or known bytes under another name. */
  | {
      readonly kind: "accepted";
      readonly document: DocumentId;
      readonly drafts: readonly EventDraft[];
      readonly stored: boolean;
    }
  /** The very same is recorded already: nothing to append. */
  | { readonly kind: "known"; readonly document: DocumentId; readonly seq: number }
  /** It can not be taken in; the refusal is recorded once. */
  | { readonly kind: "refused"; readonly drafts: readonly EventDraft[]; readonly error: SynodError };

/** Kind of a document that the scope does not list. */
const UNLISTED_KIND = "document";
const NAME_BYTES_MAX = 255;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  md: "text/markdown",
  txt: "text/plain",
  csv: "text/csv",
};

/** What configuring a scope appends: the configuration if it is new, and receipts that it changes. */
export function configureScope(state: Readonly<CaseState>, config: CaseConfig): EventDraft[] {
  const digest = digestOf(config);
  if (state.configDigest === digest) return [];
  const configured: EventDraft = {
    type: "scope.configured",
    data: { config, config_digest: digest },
    idempotencyKey: `configured:${digest}:after:${state.configDigest ?? "nothing"}`,
  };
  return [configured, ...receivedAnew(state, config)];
}

/** Takes a document in. Pure: bytes are hashed, nothing is stored. */
export function receiveDocument(
  state: Readonly<CaseState>,
  incoming: IncomingDocument,
  bytesMax: number,
): Reception {
  const { name, bytes } = incoming;
  const fault = faultOf(name, bytes.length, bytesMax);
  if (fault !== null) return refusal(state, name, bytes.length, fault);
  const document = sha256Hex(bytes) as DocumentId;
  const current = state.names.get(name) ?? null;
  const known = state.documents.get(document);
  if (known !== undefined && current === document) return { kind: "known", document, seq: known.receivedSeq };
  const facts = described(name, state.config, incoming.metadata);
  const replaced = current !== null && heirOf(state, name, current) === null ? current : null;
  if (known !== undefined && known.supersededBy === null && !precedes({ name, ...facts }, known.received)) {
    const after = current === null ? 0 : (state.documents.get(current)?.receivedSeq ?? 0);
    const draft: EventDraft = {
      type: "document.duplicated",
      data: { document, name },
      idempotencyKey: `duplicated:${document}:${name}:after:${after}`,
    };
    const drafts = [draft, ...release(state, name, current)];
    // What the name said before is withdrawn by what says the same as the name does now.
    if (replaced !== null)
      drafts.push(received({ ...known.received, supersedes: replaced }, known.receivedSeq));
    return { kind: "accepted", document, drafts, stored: true };
  }
  const data: ReceivedDocument = {
    document,
    name,
    size: bytes.length,
    media_type: mediaTypeOf(name) ?? "",
    ...facts,
    supersedes: replaced ?? (known !== undefined && known.supersededBy === null ? document : null),
  };
  const drafts = [received(data, known?.receivedSeq ?? null), ...release(state, name, current)];
  return { kind: "accepted", document, drafts, stored: false };
}

/** Another name under which the bytes still stand once `name` gets others: the earliest of them, or null. */
function heirOf(state: Readonly<CaseState>, name: string, document: DocumentId): Named | null {
  let heir: Named | null = null;
  for (const [other, bytes] of state.names) {
    if (other === name || bytes !== document) continue;
    const named = { name: other, ...described(other, state.config, undefined) };
    if (heir === null || precedes(named, heir)) heir = named;
  }
  return heir;
}

/** Bytes that counted under `name` and stand under another name, too, count under that one from now on. */
function release(
  state: Readonly<CaseState>,
  name: string,
  document: DocumentId | null,
): readonly EventDraft[] {
  const before = document === null ? undefined : state.documents.get(document);
  if (document === null || before === undefined || before.received.name !== name) return [];
  const heir = heirOf(state, name, document);
  if (heir === null) return [];
  return [received({ ...before.received, ...heir, supersedes: document }, before.receivedSeq)];
}

type Named = Pick<ReceivedDocument, "name" | "date" | "kind" | "source">;

/**
 * Equal bytes under several names count once, under the earliest of them by date, ties by name: whichever
 * arrives first, the knowledge is the same.
 */
function precedes(one: Pick<Named, "name" | "date">, other: Pick<Named, "name" | "date">): boolean {
  const [a, b] = [one.date ?? "", other.date ?? ""];
  return a === b ? one.name < other.name : a < b;
}

/** The refusal of a document that was never read: too large, of no supported type, not to be opened. */
export function refusal(
  state: Readonly<CaseState>,
  name: string,
  size: number,
  error: SynodError,
): Reception {
  const known = state.refused.some(
    (refused) => refused.name === name && refused.code === error.code && refused.cause === error.detail,
  );
  const draft: EventDraft = {
    type: "document.refused",
    data: { name, size, code: error.code, cause: error.detail },
  };
  return { kind: "refused", drafts: known ? [] : [draft], error };
}

/** Documents whose kind, date or source the new configuration changes: they are read and judged anew. */
function receivedAnew(state: Readonly<CaseState>, config: CaseConfig): EventDraft[] {
  const drafts: EventDraft[] = [];
  for (const { received: before, supersededBy, receivedSeq } of state.documents.values()) {
    const listed = config.documents.some(({ file }) => file === before.name);
    if (supersededBy !== null || !listed) continue;
    const after = described(before.name, config, undefined);
    if (after.kind === before.kind && after.date === before.date && after.source === before.source) continue;
    drafts.push(received({ ...before, ...after, supersedes: before.document }, receivedSeq));
  }
  return drafts;
}

/** `after`: the receipt that this one replaces, so that bytes may come, go and come back. */
function received(data: ReceivedDocument, after: number | null): EventDraft {
  const facts = digestOf({
    kind: data.kind,
    date: data.date,
    source: data.source,
    supersedes: data.supersedes,
  });
  return {
    type: "document.received",
    data,
    idempotencyKey: `received:${data.document}:${data.name}:${facts}:after:${after ?? 0}`,
  };
}

function described(
  name: string,
  config: CaseConfig | null,
  metadata: IncomingDocument["metadata"],
): Pick<ReceivedDocument, "kind" | "date" | "source"> {
  const listed = config?.documents.find(({ file }) => file === name);
  return {
    kind: listed?.kind ?? metadata?.kind ?? UNLISTED_KIND,
    date: listed === undefined ? (metadata?.date ?? config?.as_of ?? null) : listed.date,
    source: listed?.source ?? metadata?.source ?? name,
  };
}

function faultOf(name: string, size: number, bytesMax: number): SynodError | null {
  // Control characters and separators have no place in a plain file name.
  const plain = !/[\u0000-\u001F\u007F/\\]/.test(name) && name.isWellFormed();
  if (name === "" || !plain || Buffer.byteLength(name, "utf8") > NAME_BYTES_MAX) {
    return new SynodError("SYN_DOCUMENT_NAME", JSON.stringify(name.slice(0, 80)));
  }
  if (size > bytesMax)
    return new SynodError("SYN_DOCUMENT_TOO_LARGE", `it has ${size} bytes, at most ${bytesMax} are taken`);
  if (mediaTypeOf(name) === null)
    return new SynodError("SYN_DOCUMENT_TYPE", `${name} is neither .md, .txt nor .csv`);
  return null;
}

function mediaTypeOf(name: string): string | null {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(MEDIA_TYPES, extension) ? (MEDIA_TYPES[extension] ?? null) : null;
}
