/** Units that are exact multiples of another: [what is measured, how many of its base one is]. */
const MEASURES: ReadonlyMap<string, readonly [quantity: string, factor: number]> = new Map([
  ["s", ["time", 1]],
  ["min", ["time", 60]],
  ["h", ["time", 3600]],
  ["day", ["time", 86_400]],
  ["week", ["time", 604_800]],
  ["month", ["months", 1]],
  ["year", ["months", 12]],
  ["mm", ["length", 0.001]],
  ["cm", ["length", 0.01]],
  ["m", ["length", 1]],
  ["km", ["length", 1000]],
  ["ft", ["length", 0.3048]],
  ["mile", ["length", 1609.344]],
  ["m2", ["area", 1]],
  ["km2", ["area", 1_000_000]],
  ["ha", ["area", 10_000]],
  ["sqft", ["area", 0.092_903_04]],
  ["acre", ["area", 4046.856_422_4]],
  ["m3", ["volume", 1]],
  ["l", ["volume", 0.001]],
  ["yd3", ["volume", 0.764_554_857_984]],
  ["g", ["mass", 0.001]],
  ["kg", ["mass", 1]],
  ["t", ["mass", 1000]],
  ["kW", ["power", 1]],
  ["MW", ["power", 1000]],
  ["GW", ["power", 1_000_000]],
  ["kWh", ["energy", 1]],
  ["MWh", ["energy", 1000]],
  ["GWh", ["energy", 1_000_000]],
  ["GB", ["data", 1]],
  ["TB", ["data", 1000]],
  ["PB", ["data", 1_000_000]],
] satisfies [string, [string, number]][]);

/** The number in `unit` of which one `from` is a multiple; null if the units measure different things. */
export function conversion(from: string | null, unit: string | null): number | null {
  if (from === unit) return 1;
  const [one, other] = [MEASURES.get(from ?? ""), MEASURES.get(unit ?? "")];
  return one === undefined || other === undefined || one[0] !== other[0] ? null : one[1] / other[1];
}
