import { isJsonObject } from '../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { PlanEvent } from './contract.ts'
import type { Mistakes } from './mistakes.ts'
import { ObjectNames } from './object-names.ts'
import type { ParsedPlan, PlanHeader, PlanOperation } from './operation.ts'
import { parseOperation } from './parse-operation.ts'
import type { PlanPorts } from './plan-ports.ts'
import { SameObject } from './same-object.ts'

/** What a plan file may have at most. */
export const planLimits = { lineCharacters: 1_000_000, operations: 50_000, characters: 128_000_000, depth: 32 } as const

/** Lines between two reports of progress. */
const reportEvery = 500

/**
 * Reads the lines of a plan file into operations and tells how far it is. Every mistake is collected with its line; what is answered counts
 * only if there was none. Empty lines are skipped.
 */
export async function* parsePlan(
  lines: AsyncIterable<string>,
  ports: Pick<PlanPorts, 'definitions'>,
  mistakes: Mistakes,
): AsyncGenerator<PlanEvent, ParsedPlan> {
  const names = new ObjectNames(ports.definitions)
  const same = new SameObject(mistakes)
  const operations: PlanOperation[] = []
  let header: PlanHeader = { takeOver: false }
  let isFirst = true
  let line = 0
  let characters = 0
  for await (const text of lines) {
    line += 1
    characters += text.length
    if (characters > planLimits.characters) {
      mistakes.add({ line, text: `The file is too large: ${planLimits.characters} characters are allowed.` })
      break
    }
    const value = parseLine(text, line, mistakes)
    if (mistakes.isFull) break
    if (value === undefined) continue
    if (isFirst && value['@type'] === 'plan') {
      header = parseHeader(value, line, mistakes)
    } else {
      for (const operation of parseOperation(value, { line, names, mistakes })) {
        same.add(operation)
        operations.push(operation)
      }
    }
    isFirst = false
    if (operations.length > planLimits.operations) {
      mistakes.add({ line, text: `The plan is too long: ${planLimits.operations} operations are allowed.` })
      break
    }
    if (line % reportEvery === 0) yield { type: 'progress', phase: 'reading', done: line, total: 0 }
  }
  yield { type: 'progress', phase: 'reading', done: line, total: line }
  return { header, operations }
}

/** The object of a line; `undefined`: empty, or a mistake. */
function parseLine(text: string, line: number, mistakes: Mistakes): JsonObject | undefined {
  if (text.length > planLimits.lineCharacters) {
    mistakes.add({ line, text: `The line is too long: ${planLimits.lineCharacters} characters are allowed.` })
    return undefined
  }
  const trimmed = (line === 1 ? text.replace(/^\u{feff}/u, '') : text).trim()
  if (trimmed === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(trimmed)
  } catch {
    // What the parser says holds text of the line, which may be a secret.
    mistakes.add({ line, text: 'The line is not JSON; each line must hold one operation as a whole.' })
    return undefined
  }
  if (!isJsonObject(value)) {
    mistakes.add({ line, text: 'The line must hold a JSON object.' })
    return undefined
  }
  if (isDeeper(value, planLimits.depth)) {
    mistakes.add({ line, text: `The value is nested too deep: ${planLimits.depth} levels are allowed.` })
    return undefined
  }
  return value
}

function isDeeper(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some((member: JsonValue) => isDeeper(member, depth - 1))
}

/** Lower case, so that the index of owners, which does not tell case apart, has each owner by itself. */
const ownerForm = /^[a-z0-9][a-z0-9._-]{0,62}$/

function parseHeader(value: JsonObject, line: number, mistakes: Mistakes): PlanHeader {
  const { '@type': _type, owner, takeOver = false, ...unknown } = value
  for (const name of Object.keys(unknown)) {
    mistakes.add({ line, text: `The header has no ${name}; it may say owner and takeOver.` })
  }
  if (typeof takeOver !== 'boolean') mistakes.add({ line, text: 'takeOver must be true or false.' })
  if (owner === undefined) {
    if (takeOver === true) mistakes.add({ line, text: 'takeOver needs an owner to take over for.' })
    return { takeOver: false }
  }
  if (typeof owner !== 'string' || !ownerForm.test(owner)) {
    mistakes.add({ line, text: 'owner must be 1 to 63 lower-case letters, digits, dots, hyphens or underscores.' })
    return { takeOver: false }
  }
  return { owner, takeOver: takeOver === true }
}
