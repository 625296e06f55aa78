import type { BaseIssue } from 'valibot'
import type { SetError, ValidationError } from '../contract.ts'

/** Longest part of a refused value that is said back. */
const longestEcho = 80

export interface InputIssue {
  readonly property: string
  /** Continues a sentence that begins with the property. */
  readonly rule: string
  readonly error: ValidationError
}

/** What a schema found wrong with an input object. @param secrets Properties whose value is never said back. */
export function inputIssues(issues: readonly BaseIssue<unknown>[], secrets: ReadonlySet<string>): readonly InputIssue[] {
  return issues.map((issue) => {
    const property = issue.path?.map((step) => String(step.key)).join('/') ?? 'id'
    if (issue.input === undefined) return requiredIssue(property)
    return invalidIssue(property, issue.message, secrets.has(property) ? '****' : issue.input)
  })
}

export function requiredIssue(property: string): InputIssue {
  return { property, rule: 'is required', error: { type: 'Required', property } }
}

/** @param value Said back, so never a secret. */
export function invalidIssue(property: string, rule: string, value: unknown): InputIssue {
  return { property, rule, error: { type: 'Invalid', property, value: echo(value) } }
}

/** One SetError for all issues, with a sentence for each. */
export function setErrorOfIssues(issues: readonly InputIssue[]): SetError {
  return {
    type: 'validationFailed',
    validationErrors: issues.map(({ error }) => error),
    description: issues.map(({ property, rule }) => `${property} ${rule}.`).join(' '),
  }
}

/** The SetError of a property that the object does not have; `undefined`: all are known. */
export function unknownPropertyError(input: object, known: object, object: string): SetError | undefined {
  const unknown = Object.keys(input).find((name) => !Object.hasOwn(known, name))
  if (unknown === undefined) return undefined
  const names = Object.keys(known).join(', ')
  return {
    type: 'invalidPatch',
    description: `Invalid property. ${object} has ${names}.`,
    properties: [unknown.slice(0, longestEcho)],
  }
}

function echo(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')).slice(0, longestEcho)
}
