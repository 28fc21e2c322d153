import { SynodError } from "@synod/core";

/**
 * A question the model does not know is our mistake (SYN_AUTHORIZER_QUESTION); everything else, from a
 * refused connection to a store that is gone, means that there is no answer right now.
 */
export function toAuthorizerError(doing: string, error: unknown): SynodError {
  if (error instanceof SynodError) return error;
  const code = isRecord(error) && typeof error["apiErrorCode"] === "string" ? error["apiErrorCode"] : null;
  const isQuestion =
    isRecord(error) && error["statusCode"] === 400 && code !== "authorization_model_not_found";
  const reason = [code, error instanceof Error ? error.message : String(error)]
    .filter((part) => part !== null)
    .join(": ");
  return new SynodError(
    isQuestion ? "SYN_AUTHORIZER_QUESTION" : "SYN_AUTHORIZER_UNAVAILABLE",
    `${doing}: ${reason}`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
