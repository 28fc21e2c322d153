/** The value below which a share `q` of the samples lies: nearest rank. NaN without samples. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Cumulative counts of one Prometheus histogram, over all its labels, by upper bound. */
export function bucketsOf(metrics: string, name: string): ReadonlyMap<number, number> {
  const buckets = new Map<number, number>();
  for (const line of metrics.split("\n")) {
    const found = /^(\w+)_bucket\{.*le="([^"]+)"\} (\d+)$/.exec(line);
    if (found === null || found[1] !== name) continue;
    const bound = found[2] === "+Inf" ? Number.POSITIVE_INFINITY : Number(found[2]);
    buckets.set(bound, (buckets.get(bound) ?? 0) + Number(found[3]));
  }
  return buckets;
}

/** An upper estimate: the bound of the bucket that the quantile falls into. NaN without samples. */
export function bucketQuantile(buckets: ReadonlyMap<number, number>, q: number): number {
  const total = buckets.get(Number.POSITIVE_INFINITY) ?? 0;
  const bounds = [...buckets.keys()].toSorted((a, b) => a - b);
  if (total === 0) return Number.NaN;
  return bounds.find((bound) => (buckets.get(bound) ?? 0) >= q * total) ?? Number.POSITIVE_INFINITY;
}
