import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { SynodError } from "@synod/core";
import type * as Yaml from "yaml";
import { redactUrl } from "./redact.ts";
import {
  envOf,
  flagOf,
  SECRET_SETTINGS,
  SETTING_NAMES,
  settingsSchema,
  type Config,
  type SettingName,
} from "./settings.ts";

export interface ConfigSources {
  /** Command line after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A file that need not be there. Default: `synod.config.yaml` in the working folder. */
  readonly file?: string;
}

/** Where a value comes from: `flag --port`, `environment SYNOD_PORT`, `file synod.config.yaml`, `default`. */
type Origin = string;

export interface LoadedConfig {
  readonly config: Config;
  readonly origins: Readonly<Partial<Record<SettingName, Origin>>>;
}

/** One line of `synod config`. */
export interface DescribedSetting {
  readonly name: SettingName;
  /** Redacted; null: not set. */
  readonly value: string | number | null;
  readonly origin: Origin;
}

/** Loaded if there is a file: most services have none. */
const load: (library: "yaml") => typeof Yaml = createRequire(import.meta.url);

const CONFIG_FILE = "synod.config.yaml";

/** Flags before environment before file before default. Throws SYN_USAGE, SYN_CONFIG_INVALID naming the value and its origin. */
export function loadConfig({ argv, env, file = CONFIG_FILE }: ConfigSources): LoadedConfig {
  const values: Partial<Record<SettingName, unknown>> = {};
  const origins: Partial<Record<SettingName, Origin>> = {};
  const set = (name: SettingName, value: unknown, origin: Origin) => {
    values[name] = value;
    origins[name] = origin;
  };
  for (const [name, value] of fromFile(file)) set(name, value, `file ${file}`);
  for (const name of SETTING_NAMES) {
    const value = env[envOf(name)];
    // An empty variable is how compose files say "not set".
    if (value !== undefined && value !== "") set(name, value, `environment ${envOf(name)}`);
  }
  for (const [name, value] of fromFlags(argv)) set(name, value, `flag ${flagOf(name)}`);
  const parsed = settingsSchema.safeParse(values);
  if (parsed.success) return { config: parsed.data, origins };
  const issues = parsed.error.issues.map(({ path, message }) => {
    const name = SETTING_NAMES.find((known) => known === path[0]);
    return name === undefined ? message : `${name} (${origins[name] ?? "default"}): ${message}`;
  });
  throw new SynodError("SYN_CONFIG_INVALID", issues.join("; "));
}

/** Every setting with its value and where that comes from; secrets are not shown. */
export function describeConfig({ config, origins }: LoadedConfig): DescribedSetting[] {
  return SETTING_NAMES.map((name) => ({
    name,
    value: shown(name, config[name]),
    origin: origins[name] ?? "default",
  }));
}

/** The value of a setting that this service cannot do without. Throws SYN_KEY_MISSING for a key, else SYN_CONFIG_INVALID. */
export function required<Name extends SettingName>(config: Config, name: Name): NonNullable<Config[Name]> {
  const value = config[name];
  if (value !== undefined && value !== null) return value;
  const code = SECRET_SETTINGS.has(name) ? "SYN_KEY_MISSING" : "SYN_CONFIG_INVALID";
  throw new SynodError(code, `${envOf(name)} is not set`);
}

function shown(name: SettingName, value: string | number | undefined): string | number | null {
  if (value === undefined) return null;
  if (SECRET_SETTINGS.has(name)) return "(set, not shown)";
  return typeof value === "string" ? redactUrl(value) : value;
}

function fromFile(file: string): [SettingName, unknown][] {
  const text = readIfThere(file);
  if (text === null) return [];
  let value: unknown;
  try {
    value = load("yaml").parse(text);
  } catch (cause) {
    throw new SynodError("SYN_CONFIG_INVALID", `${file} is not YAML`, { cause });
  }
  if (value === null) return [];
  if (typeof value !== "object" || Array.isArray(value))
    throw new SynodError("SYN_CONFIG_INVALID", `${file} is not a list of settings`);
  return Object.entries(value).map(([key, entry]) => {
    const name = SETTING_NAMES.find((known) => known === key);
    if (name === undefined) throw new SynodError("SYN_CONFIG_INVALID", `${file}: there is no setting ${key}`);
    return [name, entry];
  });
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw new SynodError("SYN_CONFIG_INVALID", `${file} cannot be read`, { cause });
  }
}

function fromFlags(argv: readonly string[]): [SettingName, string][] {
  const found: [SettingName, string][] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? "";
    const [flag, inline] = splitOnce(word);
    const name = SETTING_NAMES.find((known) => flagOf(known) === flag);
    if (name === undefined) throw new SynodError("SYN_USAGE", `there is no flag ${flag}`);
    if (SECRET_SETTINGS.has(name))
      throw new SynodError(
        "SYN_USAGE",
        `${flag} would show a secret to everyone on this machine: set ${envOf(name)}`,
      );
    const value = inline ?? argv[(index += 1)];
    if (value === undefined) throw new SynodError("SYN_USAGE", `${flag} needs a value`);
    found.push([name, value]);
  }
  return found;
}

function splitOnce(word: string): [string, string | undefined] {
  const at = word.indexOf("=");
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
