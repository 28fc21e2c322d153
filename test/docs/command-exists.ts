import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { composeFile } from "../deploy/compose-file.ts";
import { LAYERS } from "../run/layers.ts";
import { ROOT_URL } from "./generated.ts";

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()) });
const { scripts } = packageSchema.parse(JSON.parse(readFileSync(new URL("package.json", ROOT_URL), "utf8")));

/** Programs of the machine, which are no business of ours. */
const OF_THE_MACHINE = new Set([
  "apt-get",
  "cd",
  "cp",
  "curl",
  "docker",
  "export",
  "git",
  "mkdir",
  "openssl",
]);

/** Why a documented command line would not work; null if everything it names is there. */
export function whatIsWrongWith(commandLine: string): string | null {
  for (const part of commandLine.split(/\s*(?:\||&&|;)\s*/)) {
    const words = part.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word));
    const fault = faultOf(words);
    if (fault !== null) return `${commandLine}: ${fault}`;
  }
  return null;
}

function faultOf([program = "", ...args]: readonly string[]): string | null {
  if (program === "npm") return faultOfNpm(args);
  if (program === "node") return faultOfFile(args.find((arg) => !arg.startsWith("-")) ?? "");
  if (program === "synod" || program === "bin/synod") return faultOfSynod(args);
  if (program === "docker" && args[0] === "compose") return faultOfCompose(args.slice(1));
  if (program.includes("/")) return faultOfProgram(program);
  if (OF_THE_MACHINE.has(program) || program === "" || program === "head") return null;
  return `nobody knows ${program}`;
}

function faultOfNpm([verb = "", ...rest]: readonly string[]): string | null {
  const name = verb === "run" ? (rest[0] ?? "") : verb;
  if (verb === "ci" || verb === "install") return null;
  if (!Object.hasOwn(scripts, name)) return `package.json has no script ${name}`;
  if (name !== "test") return null;
  const layers = rest.filter(
    (word) => /^[a-z0-9-]+$/.test(word) && !word.startsWith("-") && word !== "LAYER",
  );
  const unknown = layers.find((layer) => !LAYERS.some((known) => known.name === layer));
  return unknown === undefined ? null : `there is no layer ${unknown}`;
}

function faultOfFile(path: string): string | null {
  return existsSync(new URL(path, ROOT_URL)) ? null : `there is no file ${path}`;
}

function faultOfProgram(path: string): string | null {
  try {
    accessSync(new URL(path, ROOT_URL), constants.X_OK);
    return null;
  } catch {
    return `${path} cannot be run`;
  }
}

function faultOfCompose(args: readonly string[]): string | null {
  for (const [index, arg] of args.entries()) {
    if (arg === "-f") {
      const fault = faultOfFile(args[index + 1] ?? "");
      if (fault !== null) return fault;
    }
    const scaled = /^([a-z-]+)=\d+$/.exec(arg)?.[1];
    if (scaled !== undefined && !Object.hasOwn(composeFile().services, scaled)) return `no service ${scaled}`;
  }
  const run = args.indexOf("run");
  if (run === -1) return null;
  const [service = "", ...command] = args.slice(run + 1).filter((arg) => arg !== "--rm");
  if (!Object.hasOwn(composeFile().services, service)) return `there is no service ${service}`;
  return service === "synod" ? faultOfSynod(command) : null;
}

const helps = new Map<string, string>();

/** The longest run of leading words is the command; its help must name every flag. */
function faultOfSynod(args: readonly string[]): string | null {
  const firstOther = args.findIndex((arg) => !/^[a-z]+$/.test(arg));
  const words = args.slice(0, firstOther === -1 ? undefined : firstOther);
  const help = helpOf(words);
  if (help === null) return `there is no command synod ${words.join(" ")}`;
  const flags = args.flatMap((arg) => /^(--[a-z-]+)/.exec(arg)?.[1] ?? []);
  const unknown = flags.find((flag) => flag !== "--version" && flag !== "--help" && !help.includes(flag));
  return unknown === undefined ? null : `synod ${words.join(" ")} has no flag ${unknown}`;
}

function helpOf(words: readonly string[]): string | null {
  const key = words.join(" ");
  const known = helps.get(key);
  if (known !== undefined) return known;
  const main = new URL("packages/cli/src/main.ts", ROOT_URL).pathname;
  const help = execFileSync(process.execPath, [main, ...words, "--help"], { encoding: "utf8" });
  helps.set(key, help);
  // An unknown subcommand gets the help of what is above it.
  return words.length === 0 || help.includes(`synod ${key}`) ? help : null;
}
