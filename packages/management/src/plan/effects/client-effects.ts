import { backchannelEffects } from './backchannel-effects.ts'
import { claimEffects } from './claim-effects.ts'
import {
  type EffectRow,
  flag,
  keysOf,
  lifetime,
  listed,
  looser,
  membersOf,
  neutral,
  type ObjectEffects,
  stricter,
} from './effect-row.ts'
import { posturesOf, profileOf } from './posture-effects.ts'
import { protectionEffects } from './protection-effects.ts'
import { requestEffects } from './request-effects.ts'
import { tokenEffects } from './token-effects.ts'

const redirectUris: EffectRow = (changed) => {
  const { label, isNew } = changed
  const { added, removed } = membersOf(changed)
  return [
    ...(isNew ? [] : added.map((uri) => looser(`adds the redirect URI ${uri} to client ${label}`))),
    ...added.filter(isPlainHttp).map((uri) => looser(`accepts the http redirect ${uri}, which can be read on its way`)),
    ...removed.map((uri) => stricter(`removes the redirect URI ${uri} from client ${label}`)),
  ]
}

const postLogoutRedirectUris: EffectRow = (changed) => {
  const { label, isNew } = changed
  const { added, removed } = membersOf(changed)
  return [
    ...(isNew ? [] : added.map((uri) => looser(`lets client ${label} send people to ${uri} after they signed out`))),
    ...removed.map((uri) => stricter(`no longer lets client ${label} send people to ${uri} after they signed out`)),
  ]
}

const grantTypes: EffectRow = (changed) => {
  const { added, removed } = membersOf(changed)
  const { label, isNew } = changed
  return [
    ...added.map((grant) => looser(`adds the ${nameOfGrant(grant)} grant to client ${label}`)),
    ...(isNew ? [] : removed.map((grant) => stricter(`removes the ${nameOfGrant(grant)} grant from client ${label}`))),
  ]
}

const responseTypes: EffectRow = (changed) => {
  const { added, removed } = membersOf(changed)
  const { label, isNew } = changed
  return [
    ...added.flatMap((type) => {
      const text = `lets client ${label} ask for the response type ${type}`
      if (type.split(' ').includes('token')) return [looser(`${text}, which sends access tokens through the browser`)]
      return isNew && type === 'code' ? [] : [looser(text)]
    }),
    ...(isNew ? [] : removed.map((type) => stricter(`no longer lets client ${label} ask for the response type ${type}`))),
  ]
}

/** No scopes means all. */
const scopes: EffectRow = (changed) => {
  const { before, after, label, isNew } = changed
  if (keysOf(after).length === 0) return [looser(`lets client ${label} ask for every scope`)]
  if (keysOf(before).length === 0) return isNew ? [] : [stricter(`lets client ${label} ask for ${listed(keysOf(after))} only`)]
  const { added, removed } = membersOf(changed)
  return [
    ...(added.length > 0 ? [looser(`lets client ${label} ask for ${listed(added)}`)] : []),
    ...(removed.length > 0 ? [stricter(`no longer lets client ${label} ask for ${listed(removed)}`)] : []),
  ]
}

const secret: EffectRow = ({ before, after, label, isNew }) => {
  if (isNew) return []
  if (after === null)
    return [looser(`takes the secret of client ${label} away: without keys it proves nothing when it asks for tokens`)]
  if (before === null) return [stricter(`makes client ${label} a confidential client, which must prove its secret`)]
  return [neutral(`gives client ${label} a new secret`)]
}

const tokenEndpointAuthMethod: EffectRow = ({ after, label }) =>
  after === 'none'
    ? [looser(`lets client ${label} get tokens without authenticating`)]
    : [neutral(`${after === null ? 'accepts the secret of' : `accepts only ${String(after)} of`} client ${label}`)]

const expiresAt: EffectRow = ({ before, after, label }) => {
  if (after === null) return [looser(`lets client ${label} work without end`)]
  const text = `ends client ${label} on ${String(after)}`
  return [before !== null && String(after) > String(before) ? looser(`${text}, later than so far`) : stricter(text)]
}

const maxAge = lifetime((label) => `the age of a sign-in that client ${label} accepts`)

export const clientEffects: ObjectEffects = {
  fields: {
    redirectUris,
    postLogoutRedirectUris,
    grantTypes,
    responseTypes,
    scopes,
    secret,
    previousSecretExpiresAt: ({ after, label }) =>
      after === null
        ? [stricter(`ends the previous secret of client ${label}`)]
        : [neutral(`lets the previous secret of client ${label} work until ${String(after)}`)],
    tokenEndpointAuthMethod,
    tokenEndpointAuthSigningAlg: ({ after, label }) => [
      after === null
        ? looser(`accepts assertions of client ${label} in every algorithm of its method`)
        : stricter(`accepts assertions of client ${label} in ${String(after)} only`),
    ],
    jwks: ({ label }) => [neutral(`changes the public keys of client ${label}`)],
    jwksUri: ({ after, label }) => [
      neutral(
        after === null
          ? `no longer fetches the public keys of client ${label}`
          : `fetches the public keys of client ${label} from ${String(after)}`,
      ),
    ],
    applicationType: ({ after, label, isNew }) =>
      after === 'native'
        ? [looser(`accepts redirects of client ${label} to other applications on a device`)]
        : isNew
          ? []
          : [stricter(`accepts redirects of client ${label} to web servers only`)],
    skipConsent: flag({
      on: (label) => looser(`skips consent: people are not asked what client ${label} may have`),
      off: (label) => stricter(`asks people for consent before client ${label} gets anything`),
    }),
    postures: posturesOf((label) => `client ${label}`, 'like others'),
    profile: profileOf((label) => `client ${label}`),
    ...protectionEffects,
    ...requestEffects,
    ...backchannelEffects,
    ...tokenEffects,
    ...claimEffects,
    claimsInIdToken: ({ after, label, isNew }) => {
      if (after === false) return [stricter(`keeps claims out of the ID tokens of client ${label}`)]
      return isNew ? [] : [looser(`puts claims into the ID tokens of client ${label}`)]
    },
    defaultMaxAge: (changed) => {
      const { before, after, label } = changed
      if (after === null) return [looser(`lets client ${label} accept a sign-in of any age`)]
      if (before === null) return [stricter(`limits the age of a sign-in that client ${label} accepts`)]
      return maxAge(changed)
    },
    expiresAt,
    unusedExpiry: lifetime((label) => `the time without use after which client ${label} ends`),
    backchannelLogoutUri: ({ after, label }) => [
      after === null
        ? looser(`tells the server of client ${label} no more that people have signed out`)
        : neutral(`tells client ${label} at ${String(after)} that people have signed out`),
    ],
    frontchannelLogoutUri: ({ after, label }) => [
      after === null
        ? looser(`loads no page of client ${label} when people sign out`)
        : neutral(`loads ${String(after)} of client ${label} when people sign out`),
    ],
    initiateLoginUri: ({ after, label }) =>
      after === null ? [] : [neutral(`lets others start a sign-in to client ${label} at ${String(after)}`)],
  },
  created: (label) => looser(`lets people sign in to client ${label}`),
  destroyed: (label) => stricter(`removes client ${label}: its tokens stop working`),
}

function isPlainHttp(uri: string): boolean {
  return /^http:\/\//i.test(uri) && !/^http:\/\/(localhost|127(?:\.\d{1,3}){3}|\[::1\])(?=[:/?#]|$)/i.test(uri)
}

function nameOfGrant(grant: string): string {
  return grant.replace(/^urn:ietf:params:oauth:grant-type:/, '').replaceAll('_', ' ')
}
