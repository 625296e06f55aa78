import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sources } from './source-files.ts'

/** What the conformance checklist asks of the profiles that this server has, by number, first and last of each row of numbers. */
const profiles: Readonly<Record<string, readonly (readonly [first: number, last: number])[]>> = {
  ALL: [
    [1, 8],
    [10, 17],
    [20, 28],
    [30, 33],
  ],
  CFG: [[1, 11]],
  BAS: [
    [1, 13],
    [20, 25],
    [30, 36],
    [40, 46],
    [50, 54],
  ],
  FRM: [[1, 4]],
  IMP: [[1, 5]],
  HYB: [[1, 5]],
  DYN: [[1, 17]],
  '3PI': [[1, 2]],
  RPI: [[1, 9]],
  FCL: [[1, 4]],
  BCL: [[1, 7]],
  SES: [[1, 3]],
  CIB: [[1, 5]],
  FSP: [
    [1, 5],
    [10, 23],
    [30, 33],
    [40, 41],
    [50, 57],
    [60, 66],
    [70, 72],
  ],
  FMS: [[1, 9]],
}

test('each id of the conformance checklist is in a black-box test', () => {
  const text = sources('test/')
    .filter(({ path }) => !path.startsWith('test/repo/'))
    .map((file) => file.text)
    .join('\n')
  const ids = Object.entries(profiles).flatMap(([profile, rows]) =>
    rows.flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index) => `${profile}-${String(first + index).padStart(2, '0')}`),
    ),
  )
  assert.deepEqual(
    ids.filter((id) => !text.includes(id)),
    [],
  )
})
