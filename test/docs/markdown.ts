import { globSync, readFileSync } from "node:fs";
import { ROOT_URL } from "./generated.ts";

/** A file of documentation. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of shell. */
export interface ShellBlock {
  readonly path: string;
  readonly line: number;
  /** Marked `sh run`: it is run as it stands. */
  readonly runs: boolean;
  readonly text: string;
}

/** Every page that the repository shows. */
export function pages(): Page[] {
  const cwd = ROOT_URL.pathname;
  const found = globSync("{*.md,docs/**/*.md,infra/**/*.md,packages/*/*.md,services/*/*.md,test/**/*.md}", {
    cwd,
    exclude: (name) => name === "node_modules" || name === "cases",
  });
  return found.sort().map((path) => ({ path, text: readFileSync(new URL(path, ROOT_URL), "utf8") }));
}

const FENCED = /^```(\S*)([^\n]*)\n(.*?)^```$/gms;

export function shellBlocks({ path, text }: Page): ShellBlock[] {
  return [...text.matchAll(FENCED)]
    .filter(([, language]) => language === "sh")
    .map((match) => ({
      path,
      line: text.slice(0, match.index).split("\n").length,
      runs: match[2]?.trim() === "run",
      text: match[3] ?? "",
    }));
}

/** The commands of a block, continued lines joined, comments and pipes off. */
export function commandsOf(text: string): string[] {
  return text
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}

/** What stands in backticks within the text, outside of fenced blocks. */
export function inlineCode({ text }: Page): string[] {
  const prose = text.replaceAll(FENCED, "");
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** Targets of links to files of the repository, without their fragments. */
export function fileLinks({ text }: Page): string[] {
  return [...text.replaceAll(FENCED, "").matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.split("#")[0] ?? "")
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}
