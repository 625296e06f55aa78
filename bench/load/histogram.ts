/**
 * Counts durations in buckets that grow by about 1.5 %, so a percentile is exact to that much whatever the range, and two histograms can be
 * added. Recording one is a logarithm and an increment.
 */
export class Histogram {
  readonly #counts: number[]

  /** @param counts What `counts()` of another histogram answered. */
  constructor(counts: readonly number[] = []) {
    this.#counts = Array.from({ length: bucketCount }, (_, index) => counts[index] ?? 0)
  }

  /** @param milliseconds Anything below one microsecond counts as one, anything above about 100 s as that. */
  record(milliseconds: number): void {
    const bucket = Math.min(bucketCount - 1, Math.max(0, Math.floor(Math.log(milliseconds * 1000) / logStep)))
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
  }

  counts(): readonly number[] {
    return this.#counts
  }

  total(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0)
  }

  add(other: Histogram): void {
    for (const [bucket, count] of other.counts().entries()) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count
  }

  /**
   * The upper bound, in milliseconds, of the bucket that holds this share of the durations; `NaN` when nothing was recorded.
   * @param share 0.5 for the median.
   */
  percentile(share: number): number {
    const wanted = Math.ceil(this.total() * share)
    let seen = 0
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count
      if (count > 0 && seen >= wanted) return Math.exp((bucket + 1) * logStep) / 1000
    }
    return Number.NaN
  }
}

const logStep = Math.log(1.015)
const bucketCount = Math.ceil(Math.log(1e8) / logStep)
