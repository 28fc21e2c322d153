/**
 * Counters, gauges and histograms in the Prometheus text format, version 0.0.4
 * (prometheus.io/docs/instrumenting/exposition_formats). prom-client does the same for 8 MB of resident
 * memory, a tenth of what a whole idle service may take.
 */
export class Registry {
  readonly contentType = "text/plain; version=0.0.4; charset=utf-8";
  readonly #families: { readonly name: string; readonly text: () => string }[] = [];

  /** A sum that only grows. By convention its name ends in `_total`. */
  counter<Label extends string>(name: string, help: string): Counter<Label> {
    const values = new Map<string, number>();
    this.#add(name, help, "counter", () =>
      [...values].map(([labels, value]) => `${name}${braced(labels)} ${value}`),
    );
    return {
      inc(labels, by = 1) {
        const key = labelText(labels);
        if (by < 0) throw new RangeError(`${name} cannot shrink`);
        values.set(key, (values.get(key) ?? 0) + by);
      },
    };
  }

  /** A number that is set, for each combination of labels. */
  gauge<Label extends string>(name: string, help: string): Gauge<Label> {
    const values = new Map<string, number>();
    this.#add(name, help, "gauge", () =>
      [...values].map(([labels, value]) => `${name}${braced(labels)} ${value}`),
    );
    return { set: (labels, value) => void values.set(labelText(labels), value) };
  }

  /** A number that is read when it is scraped. */
  reading(name: string, help: string, read: () => number): void {
    this.#add(name, help, "gauge", () => [`${name} ${read()}`]);
  }

  /** How often values up to each bound were seen. `bounds`: inclusive, ascending. */
  histogram<Label extends string>(name: string, help: string, bounds: readonly number[]): Histogram<Label> {
    const series = new Map<string, Series>();
    this.#add(name, help, "histogram", () =>
      [...series].flatMap(([labels, seen]) => bucketLines(name, labels, bounds, seen)),
    );
    return {
      observe(labels, value) {
        const key = labelText(labels);
        const seen = series.get(key) ?? { counts: bounds.map(() => 0), count: 0, sum: 0 };
        series.set(key, seen);
        const bucket = bounds.findIndex((bound) => value <= bound);
        if (bucket !== -1) seen.counts[bucket] = (seen.counts[bucket] ?? 0) + 1;
        seen.count += 1;
        seen.sum += value;
      },
    };
  }

  /** Everything, as it is scraped. */
  text(): string {
    return this.#families.map((family) => family.text()).join("");
  }

  #add(
    name: string,
    help: string,
    type: "counter" | "gauge" | "histogram",
    lines: () => readonly string[],
  ): void {
    if (this.#families.some((family) => family.name === name))
      throw new RangeError(`there is a metric ${name} already`);
    const head = `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} ${type}\n`;
    this.#families.push({
      name,
      text: () =>
        head +
        lines()
          .map((line) => `${line}\n`)
          .join(""),
    });
  }
}

type Labels<Label extends string> = Readonly<Record<Label, string>>;

export interface Counter<Label extends string> {
  inc(labels: Labels<Label>, by?: number): void;
}

export interface Gauge<Label extends string> {
  set(labels: Labels<Label>, value: number): void;
}

export interface Histogram<Label extends string> {
  observe(labels: Labels<Label>, value: number): void;
}

interface Series {
  /** Of each bucket alone; the text sums them up. */
  readonly counts: number[];
  count: number;
  sum: number;
}

function bucketLines(
  name: string,
  labels: string,
  bounds: readonly number[],
  { counts, count, sum }: Series,
): string[] {
  let total = 0;
  const buckets = bounds.map((bound, index) => {
    total += counts[index] ?? 0;
    return `${name}_bucket${braced(joined(labels, `le="${bound}"`))} ${total}`;
  });
  return [
    ...buckets,
    `${name}_bucket${braced(joined(labels, 'le="+Inf"'))} ${count}`,
    `${name}_sum${braced(labels)} ${sum}`,
    `${name}_count${braced(labels)} ${count}`,
  ];
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${escaped(value)}"`)
    .join(",");
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function joined(labels: string, more: string): string {
  return labels === "" ? more : `${labels},${more}`;
}

function braced(labels: string): string {
  return labels === "" ? "" : `{${labels}}`;
}
