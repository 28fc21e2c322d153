import { randomUUID } from "node:crypto";
import {
  ERRORS,
  SynodError,
  type CaseConfig,
  type CaseReport,
  type ErrorCode,
  type ScopeRef,
} from "@synod/core";
import type { Clock, Random } from "@synod/contracts";
import { z } from "zod";
import { backoffMs, systemClock, systemRandom } from "@synod/runtime";

export interface ClientOptions {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** As `synod key create` printed it. */
  readonly key: string;
  readonly clock?: Clock;
  readonly random?: Random;
  /** All tries of one call together. Milliseconds. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

export interface DocumentReceipt {
  readonly document: string;
  readonly event: { readonly seq: number };
  readonly duplicate: boolean;
}

export interface SentDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly kind?: string;
  readonly date?: string;
  readonly source?: string;
}

const DEADLINE_MS = 60_000;
const TRY_MS = 20_000;
const BACKOFF = { baseMs: 100, capMs: 5_000 } as const;

/** A client of a deployed Synod: typed, and patient with what another try may mend. */
export class SynodClient {
  readonly #options: ClientOptions;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
  }

  /** Makes a scope, or changes what it asks. */
  async configureScope(scope: ScopeRef, config: CaseConfig): Promise<void> {
    const { evidence, ...rest } = config;
    const body = JSON.stringify({ ...rest, evidence: { required: evidence } });
    await this.#call("PUT", pathOf(scope), { body, type: "application/json" });
  }

  /** Brings one document. Sending it again, also after an answer was lost, changes nothing. */
  async postDocument(scope: ScopeRef, document: SentDocument): Promise<DocumentReceipt> {
    const { name, bytes, ...metadata } = document;
    const body = JSON.stringify({ name, base64: Buffer.from(bytes).toString("base64"), ...metadata });
    const answer = await this.#call("POST", `${pathOf(scope)}/documents`, { body, type: "application/json" });
    return parseReceipt(answer);
  }

  /** The case as it stands. */
  async getScope(scope: ScopeRef): Promise<CaseReport> {
    // The service makes it of the type that it is read as; both come from one version of this code.
    return JSON.parse(await this.#call("GET", pathOf(scope), null)) as CaseReport;
  }

  async #call(
    method: string,
    path: string,
    content: { readonly body: string; readonly type: string } | null,
  ): Promise<string> {
    const idempotencyKey = randomUUID();
    const deadline = this.#clock.monotonic() + (this.#options.deadlineMs ?? DEADLINE_MS);
    for (let attempt = 0; ; attempt += 1) {
      const end = await this.#try(method, path, content, idempotencyKey);
      if (typeof end === "string") return end;
      const { error, retryAfterMs } = end;
      const wait = Math.max(retryAfterMs, backoffMs(BACKOFF, attempt, this.#random));
      const late = this.#clock.monotonic() + wait > deadline;
      if (error.class !== "retryable" || late || this.#options.signal?.aborted === true) throw error;
      await this.#clock.sleep(wait, this.#options.signal);
    }
  }

  async #try(
    method: string,
    path: string,
    content: { readonly body: string; readonly type: string } | null,
    idempotencyKey: string,
  ): Promise<string | { readonly error: SynodError; readonly retryAfterMs: number }> {
    try {
      const response = await fetch(`${this.#options.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#options.key}`,
          ...(content === null ? {} : { "content-type": content.type, "idempotency-key": idempotencyKey }),
        },
        ...(content === null ? {} : { body: content.body }),
        signal: AbortSignal.any([
          AbortSignal.timeout(TRY_MS),
          ...(this.#options.signal === undefined ? [] : [this.#options.signal]),
        ]),
      });
      const text = await response.text();
      if (response.ok) return text;
      const retryAfterMs = Number(response.headers.get("retry-after") ?? 0) * 1_000;
      return { error: problemError(response.status, text), retryAfterMs };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      return {
        error: new SynodError("SYN_OVERLOADED", `${this.#options.url}: ${reason}`, { cause }),
        retryAfterMs: 0,
      };
    }
  }
}

const receiptSchema = z.object({
  document: z.string(),
  event: z.object({ seq: z.number() }),
  duplicate: z.boolean(),
});

function parseReceipt(text: string): DocumentReceipt {
  const parsed = receiptSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new SynodError("SYN_INTERNAL", "the service's answer is no receipt");
  return parsed.data;
}

function pathOf({ tenant, scope }: ScopeRef): string {
  return `/v1/tenants/${tenant}/scopes/${scope}`;
}

/** A problem of RFC 9457 as the error it was; what is none is the server's fault. */
function problemError(status: number, text: string): SynodError {
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem === "object" && problem !== null && "code" in problem && isCode(problem.code)) {
      const detail = "detail" in problem && typeof problem.detail === "string" ? problem.detail : "";
      return new SynodError(problem.code, detail);
    }
  } catch {
    // Not ours: a proxy's page, say.
  }
  return new SynodError(status >= 500 ? "SYN_OVERLOADED" : "SYN_REQUEST_INVALID", `HTTP ${status}`);
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERRORS, code);
}
