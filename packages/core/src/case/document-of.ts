import { SynodError } from "../errors/synod-error.ts";
import type { DocumentId } from "../ids.ts";
import type { CaseDocument, CaseState } from "./state.ts";

/** A document that the log names. Throws SYN_LOG_BROKEN if it was never received. */
export function documentOf({ documents }: Readonly<CaseState>, id: DocumentId): CaseDocument {
  const document = documents.get(id);
  if (document === undefined) throw new SynodError("SYN_LOG_BROKEN", `document ${id} was never received`);
  return document;
}
