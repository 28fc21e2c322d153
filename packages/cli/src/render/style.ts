/** ANSI styles for a terminal; plain where there is none, or where NO_COLOR asks for it. */
export interface Style {
  /** Columns of the terminal; a usual number where there is none. */
  readonly columns: number;
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

const COLUMNS_USUAL = 100;

/** Styles for what is written to `stream`. See no-color.org. */
export function styleFor(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: NodeJS.ProcessEnv,
): Style {
  const noColor = env["NO_COLOR"];
  const colored =
    stream.isTTY === true && (noColor === undefined || noColor === "") && env["TERM"] !== "dumb";
  const wrap = (open: number, close: number) => (text: string) =>
    colored ? `\u001B[${open}m${text}\u001B[${close}m` : text;
  return {
    // Some terminals say 0.
    columns: stream.columns || COLUMNS_USUAL,
    bold: wrap(1, 22),
    dim: wrap(2, 22),
    good: wrap(32, 39),
    bad: wrap(31, 39),
    warn: wrap(33, 39),
  };
}
