import { SynodError } from "@synod/core";

/** True for a key or bucket that is not there. A HEAD has no body and so no code, only the status. */
export function isNotFound(error: unknown): boolean {
  return nameOf(error) === "NoSuchKey" || (nameOf(error) === "NotFound" && statusOf(error) === 404);
}

export function isBucketMissing(error: unknown): boolean {
  return nameOf(error) === "NoSuchBucket" || isNotFound(error);
}

/** Another instance was first. */
export function isBucketThere(error: unknown): boolean {
  return nameOf(error) === "BucketAlreadyOwnedByYou" || nameOf(error) === "BucketAlreadyExists";
}

/** Whatever the store or the network says, to callers it is not there right now. */
export function unavailable(doing: string, error: unknown): SynodError {
  if (error instanceof SynodError) return error;
  const reason =
    error instanceof Error
      ? [error.name, messageOf(error)].filter((part) => part !== "").join(": ")
      : String(error);
  return new SynodError("SYN_BLOBS_UNAVAILABLE", `${doing}: ${reason}`, { cause: error });
}

/** A failed connection to every address of a host is an AggregateError without a message. */
function messageOf(error: Error): string {
  if (error.message !== "") return error.message;
  if (error instanceof AggregateError) return error.errors.map(String).join(", ");
  return "code" in error ? String(error.code) : "";
}

function nameOf(error: unknown): string | null {
  return error instanceof Error ? error.name : null;
}

function statusOf(error: unknown): unknown {
  if (!(error instanceof Error) || !("$metadata" in error)) return null;
  const metadata = error.$metadata;
  return typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
    ? metadata.httpStatusCode
    : null;
}
