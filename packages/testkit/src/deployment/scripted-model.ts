import { createServer } from "node:http";

/** An OpenAI-compatible endpoint that reads sentences of one form, slowly, and counts what it is asked. */
export interface ScriptedModel {
  readonly url: string;
  /** Requests that came in whole, whatever became of their answers. */
  readonly asked: number;
  close(): Promise<void>;
}

/** What it finds in a document. */
const SENTENCE = /The ([a-z ]+) of the ([a-z ]+) is EUR ([0-9,]+)\./g;

/** Answers each question after `thinkMs`. */
export async function startScriptedModel(thinkMs: number): Promise<ScriptedModel> {
  let asked = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      asked += 1;
      const answer = completion(Buffer.concat(parts).toString("utf8"));
      const timer = setTimeout(
        () => response.writeHead(200, { "content-type": "application/json" }).end(answer),
        thinkMs,
      );
      // Whoever asked may be gone before the thought is thought.
      response.on("close", () => clearTimeout(timer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    get asked() {
      return asked;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function completion(request: string): string {
  const statements = [...request.matchAll(SENTENCE)].map(([quote, attribute, subject, amount]) => ({
    quote,
    subject,
    attribute,
    value: { type: "number", number: Number(amount?.replaceAll(",", "")) },
    unit: "EUR",
    valid_from: null,
    valid_to: null,
    polarity: true,
    modality: "asserted",
    confidence: 0.95,
    tolerance: 0,
    correction: null,
  }));
  const content = JSON.stringify({ statements, risks: [], evidence_kind: null });
  return JSON.stringify({
    id: "scripted",
    object: "chat.completion",
    created: 1,
    model: "scripted",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  });
}
