import { isKnownScope, newId, parseDisplayName, parseScope } from '@latchkey/core'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { type InputIssue, invalidIssue, setErrorOfIssues } from '../set-error-of-issues.ts'
import { scopeDeclaration } from './declaration.ts'

/** `x:Scope` as a managed object. Names are told apart with regard to case (RFC6749-3.3). */
export const scopeDefinition: ManagedDefinition<'Scope'> = {
  object: 'Scope',
  declaration: scopeDeclaration,
  toWire: ({ name, description, createdAt }) => ({ name, description, createdAt: dateText(createdAt) }),
  secretsOf: () => ({}),
  async fromWire(wire, previous, { now, crypto }) {
    const name = String(wire['name'])
    const description = String(wire['description'])
    const issues = previous === undefined ? [...checkName(name), ...checkDescription(wire)] : checkDescription(wire)
    if (issues.length > 0) return { error: setErrorOfIssues(issues) }
    return {
      record: {
        scopeId: previous?.scopeId ?? newId('scp', { randomBytes: crypto.randomBytes, now }),
        name: previous?.name ?? name,
        description,
        createdAt: previous?.createdAt ?? now,
        updatedAt: Math.max(now, (previous?.updatedAt ?? 0) + 1),
      },
    }
  },
}

function checkName(name: string): readonly InputIssue[] {
  if (parseScope(name)?.length !== 1) {
    const rule = 'must be visible ASCII without blanks, quotation marks and backslashes'
    return [invalidIssue('name', rule, name)]
  }
  return isKnownScope(name) ? [invalidIssue('name', 'is a scope that every provider has', name)] : []
}

function checkDescription({ description = null }: JsonObject): readonly InputIssue[] {
  if (parseDisplayName(description) !== undefined) return []
  return [invalidIssue('description', 'must be a text of 1 to 200 characters without control characters', description)]
}
