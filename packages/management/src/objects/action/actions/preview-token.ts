import { type AccountId, type PreviewedClaim, parseScope } from '@latchkey/core'
import type { SetError } from '../../../contract.ts'
import type { JsonObject } from '../../../ports/json.ts'
import { invalidIssue, setErrorOfIssues } from '../../set-error-of-issues.ts'
import type { Action } from '../action.ts'

/** What tokens of a client would say of an account, and why. Nothing is issued. */
export const previewToken: Action = {
  needs: [
    ['x:OAuthClient', 'Get'],
    ['x:Account', 'Get'],
  ],
  async run({ clientId, accountId, scope }, { objects, previewTokens }) {
    const scopes = typeof scope === 'string' ? parseScope(scope) : undefined
    if (typeof scope === 'string' && scopes === undefined) {
      return { error: setErrorOfIssues([invalidIssue('scope', 'must be scopes separated by single blanks', scope)]) }
    }
    const [client] = await objects.find('OAuthClient', [String(clientId)])
    if (client === undefined) return { error: missing('x:OAuthClient', String(clientId)) }
    const preview = await previewTokens({
      clientId: client.record.clientId,
      accountId: accountId as AccountId,
      ...(scopes === undefined ? {} : { scopes }),
    })
    if (preview === undefined) return { error: missing('x:Account', String(accountId)) }
    const at = (place: PreviewedClaim['place']) => JSON.stringify(valuesAt(place, preview.claims))
    return {
      created: {
        scope: preview.scopes.join(' '),
        idToken: at('id_token'),
        userinfo: at('userinfo'),
        accessToken: at('access_token'),
        claims: Object.fromEntries(preview.claims.map((claim, index) => [String(index), claimToWire(claim)])),
      },
    }
  },
}

function valuesAt(place: PreviewedClaim['place'], claims: readonly PreviewedClaim[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(claims.flatMap((claim) => (claim.place === place ? [[claim.name, claim.value]] : [])))
}

function claimToWire({ place, name, value, reason }: PreviewedClaim): JsonObject {
  return { place, claim: name, value: JSON.stringify(value), reason: sentenceOf(reason) }
}

function sentenceOf(reason: PreviewedClaim['reason']): string {
  switch (reason.kind) {
    case 'protocol':
      return 'the protocol says it'
    case 'scope':
      return `the scope ${reason.scope} was granted`
    case 'requested':
      return 'the request named it'
    case 'mapping':
      return reason.scope === undefined
        ? 'the client has it mapped'
        : `the client has it mapped, and the scope ${reason.scope} was granted`
  }
}

function missing(object: string, id: string): SetError {
  return { type: 'invalidForeignKey', description: `There is no such ${object}.`, objectId: { object, id } }
}
