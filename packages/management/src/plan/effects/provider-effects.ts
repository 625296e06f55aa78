import { durationText } from '../../declarations/duration.ts'
import { type EffectRow, flag, lifetime, limit, looser, neutral, type ObjectEffects, stricter } from './effect-row.ts'
import { selfRegistrationEffects } from './self-registration-effects.ts'

/** Both variants of a secret may differ, or the secret alone. */
const encryptionKey: EffectRow = () => [neutral('changes the encryption key: every access token stops working at once')]

const signatureKey: EffectRow = () => [
  neutral('replaces the signing key: relying parties that cache keys must fetch them anew to verify new ID tokens'),
]

export const oidcProviderEffects: ObjectEffects = {
  fields: {
    authCodeMaxAttempts: limit((after, before) => `allows ${after} failed attempts instead of ${before} before a code is dead`),
    anonymousClientRegistration: flag({
      on: () => looser('lets anybody register clients'),
      off: () => stricter('lets only those register clients who have the permission'),
    }),
    requireClientRegistration: flag({
      on: () => stricter('refuses every client that is not registered'),
      off: () => looser('allows any unregistered client'),
    }),
    authCodeExpiry: lifetime(() => 'authorization codes'),
    refreshTokenExpiry: lifetime(() => 'refresh tokens'),
    refreshTokenRenewal: lifetime(() => 'the time before its end in which a refresh token is replaced'),
    accessTokenExpiry: lifetime(() => 'access tokens'),
    userCodeExpiry: lifetime(() => 'user codes of devices'),
    idTokenExpiry: lifetime(() => 'ID tokens'),
    encryptionKey,
    signatureAlgorithm: ({ before, after }) => [
      neutral(`signs ID tokens with ${String(after).toUpperCase()} instead of ${String(before).toUpperCase()}`),
    ],
    signatureKey,
  },
}

export const authenticationEffects: ObjectEffects = {
  fields: {
    passwordMinLength: ({ before, after }) => [
      Number(after) < Number(before)
        ? looser(`accepts new passwords of ${String(after)} characters, so far ${String(before)}`)
        : stricter(`wants new passwords of ${String(after)} characters at least, so far ${String(before)}`),
    ],
    passwordMaxLength: ({ before, after }) => [
      neutral(`accepts new passwords of up to ${String(after)} characters, so far ${String(before)}`),
    ],
    maxApiKeys: limit((after, before) => `allows ${after} API keys an account instead of ${before}`),
    maxAppPasswords: limit((after, before) => `allows ${after} app passwords an account instead of ${before}`),
    sessionExpiry: lifetime(() => 'sessions of browsers'),
    managementSignInAge: ({ before, after }) => {
      if (typeof after !== 'number') return [looser('takes changes with an access token however long ago people signed in')]
      const text = `wants people to have signed in at most ${durationText(after)} ago who change something with an access token`
      return [typeof before === 'number' && before < after ? looser(text) : stricter(text)]
    },
    revokeGrantsOnLogout: ({ after }) => {
      if (after === 'revoke') return [stricter('revokes all grants of a session that ends')]
      if (after === 'keep') return [looser('keeps all grants of a session that ends')]
      return [neutral('revokes the grants of a session that ends, except those that outlive it')]
    },
    defaultUserRoleIds: () => [neutral('changes what accounts may do that have no roles of their own')],
    ...selfRegistrationEffects,
  },
}
