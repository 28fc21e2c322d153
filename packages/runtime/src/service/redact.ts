import { SECRET_SETTINGS, type Config } from "./settings.ts";

const HIDDEN = "***";
/** Shorter ones would blank out ordinary words. */
const SECRET_CHARS_MIN = 8;

/** Takes secrets out of text that leaves the process: logs, dead letters, health answers. */
export type Redact = (text: string) => string;

/** A URL without its password; other text as it is. */
export function redactUrl(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]*@/gi, `$1:${HIDDEN}@`);
}

/** Knows the secrets of a configuration, its URLs' passwords among them. */
export function redactorOf(config: Config): Redact {
  const secrets = [...SECRET_SETTINGS].flatMap((name) => config[name] ?? []);
  const urls = [config.database_url, config.nats_url, config.s3_url, config.openfga_url, config.model_url];
  const passwords = urls.flatMap((url) => passwordsIn(url ?? ""));
  // Keys in files and PEM come on several lines; each would give the key away.
  const lines = [...secrets, ...passwords].flatMap((secret) => [
    String(secret),
    ...String(secret).split("\n"),
  ]);
  const known = [...new Set(lines)].filter(
    (secret) => secret.length >= SECRET_CHARS_MIN && !secret.startsWith("-----"),
  );
  known.sort((a, b) => b.length - a.length);
  return (text) => redactUrl(known.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text));
}

function passwordsIn(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { password } = new URL(text);
  return [password, decodeURIComponent(password)];
}
