import type { JsonValue } from '@latchkey/management'
import type { PlanEvent, PlannedChange } from '@latchkey/management/schema'
import { oneLine } from '../one-line.ts'
import type { Paint } from './paint.ts'
import { describeSetError } from './set-error.ts'
import { none } from './value.ts'

const marks: Readonly<
  Record<PlannedChange['kind'], { readonly sign: string; readonly colour: 'green' | 'yellow' | 'red' | 'dim' }>
> = {
  create: { sign: '+', colour: 'green' },
  update: { sign: '~', colour: 'yellow' },
  destroy: { sign: '-', colour: 'red' },
  adopt: { sign: '=', colour: 'dim' },
}

/** A change for people: what is done to which object, its fields before and after, and what that means for security. */
export function changeLines(change: PlannedChange, paint: Paint): readonly string[] {
  const { kind, object, id, label, fields, effects, shownOnce = {} } = change
  const { sign, colour } = marks[kind]
  const width = Math.max(0, ...fields.map(({ field }) => pathText(field).length))
  const name = id === 'singleton' ? id : oneLine(label)
  return [
    paint[colour](`${sign} ${kind} ${object.replace(/^x:/, '')} ${name}`),
    ...fields.map(({ field, before, after }) => {
      const name = pathText(field).padEnd(width)
      if (kind === 'create') return `    ${name}  ${shown(after)}`
      return `    ${name}  ${shown(before)} -> ${shown(after)}`
    }),
    ...Object.entries(shownOnce).map(([field, value]) => `    ${pathText(field)}  ${shown(value)}  (shown only now)`),
    ...effects.map(({ weight, text }) => {
      const line = `    ${weight === 'looser' ? '!' : '*'} ${weight === 'neutral' ? '' : `${weight}: `}${oneLine(text)}`
      return weight === 'looser' ? paint.red(line) : weight === 'stricter' ? paint.green(line) : line
    }),
  ]
}

/** What came of a plan: what could not be put back, and the count. */
export function summaryLines(done: Extract<PlanEvent, { readonly type: 'done' }>, isApplied: boolean): readonly string[] {
  return [...(done.notes ?? []).map((note) => `Note: ${oneLine(note)}`), countText(done, isApplied)]
}

function countText(done: Extract<PlanEvent, { readonly type: 'done' }>, isApplied: boolean): string {
  const { created, updated, destroyed, unchanged, revision } = done
  if (!isApplied) return `Plan: ${created} to create, ${updated} to update, ${destroyed} to destroy, ${unchanged} unchanged.`
  const at = revision === undefined ? '' : ` (revision ${revision})`
  return `Done: ${created} created, ${updated} updated, ${destroyed} destroyed, ${unchanged} unchanged${at}.`
}

/** Why a plan was refused: every mistake with its line and object. */
export function mistakeLines({ mistakes }: Extract<PlanEvent, { readonly type: 'refused' }>): readonly string[] {
  return mistakes.flatMap(({ line, object, label, text, error }) => {
    const where = [
      ...(line === undefined ? [] : [`line ${line}`]),
      ...(object === undefined ? [] : [`${object.replace(/^x:/, '')}${label === undefined ? '' : ` ${label}`}`]),
    ].join(', ')
    const details = error === undefined ? [] : describeSetError(error).filter((detail) => detail !== text)
    return [`${where === '' ? '' : `${oneLine(where)}: `}${oneLine(text)}`, ...details.map((detail) => `  ${detail}`)]
  })
}

/** A JSON pointer as people read it: members of sets often are addresses. */
export function pathText(pointer: string): string {
  return oneLine(pointer.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined || value === null || value === '') return none
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value))
}
