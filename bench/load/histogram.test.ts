import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Histogram } from './histogram.ts'

describe('Histogram', () => {
  test('gives percentiles that are exact to 1.5 per cent', () => {
    const histogram = new Histogram()
    for (let duration = 1; duration <= 1000; duration++) histogram.record(duration)
    for (const [share, exact] of [
      [0.5, 500],
      [0.95, 950],
      [0.99, 990],
    ] as const) {
      const said = histogram.percentile(share)
      assert.ok(said >= exact && said <= exact * 1.016, `${share}: ${said}`)
    }
  })

  test('adds up over processes through its counts', () => {
    const one = new Histogram()
    const other = new Histogram()
    one.record(1)
    other.record(100)
    other.record(200)
    one.add(new Histogram(JSON.parse(JSON.stringify(other.counts()))))
    assert.equal(one.total(), 3)
    assert.ok(Math.abs(one.percentile(0.5) - 100) < 2)
  })

  test('keeps what is below and above its range in its first and last bucket', () => {
    const histogram = new Histogram()
    histogram.record(0)
    histogram.record(1e9)
    assert.equal(histogram.total(), 2)
    assert.ok(histogram.percentile(1) > 90_000)
  })

  test('says that it knows no percentile of nothing', () => {
    assert.ok(Number.isNaN(new Histogram().percentile(0.5)))
  })
})
