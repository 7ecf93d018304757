/** How many of so many tries hit at a rate: exact, by the gaps between hits, so that rare ones are cheap. */
export function binomial(random: () => number, tries: number, rate: number): number {
  if (rate >= 1) return tries
  if (rate > 0.5) return tries - binomial(random, tries, 1 - rate)
  if (rate <= 0) return 0
  const scale = Math.log1p(-rate)
  let hits = 0
  for (let at = gap(random, scale); at < tries; at += 1 + gap(random, scale)) hits++
  return hits
}

function gap(random: () => number, scale: number): number {
  return Math.floor(Math.log(1 - random()) / scale)
}

/** A time as those of requests are: lognormal with so many milliseconds in the middle, sigma 0.6 (Box and Muller). */
export function duration(random: () => number, medianMs: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return medianMs * Math.exp(0.6 * normal)
}
