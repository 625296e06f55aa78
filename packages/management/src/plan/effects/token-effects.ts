import { type EffectRow, flag, keysOf, listed, looser, membersOf, neutral, stricter } from './effect-row.ts'

/** Which access tokens a client gets, and which it may exchange. */
export const tokenEffects: Readonly<Record<string, EffectRow>> = {
  accessTokenFormat: ({ after, label }) =>
    after === 'jwt'
      ? [looser(`gives client ${label} access tokens that work until they expire wherever they are not looked up`)]
      : [stricter(`gives client ${label} access tokens that only this server can read`)],
  introspectionSignedResponseAlg: ({ after, label }) => [
    neutral(`signs answers about tokens for client ${label} with ${after === null ? 'RS256' : String(after)}`),
  ],
  authorizationDetailsTypes: (changed) => {
    const { added, removed } = membersOf(changed)
    const { label } = changed
    return [
      ...(added.length > 0 ? [looser(`lets client ${label} ask for details of the types ${listed(added)}`)] : []),
      ...(removed.length > 0 ? [stricter(`takes details of the types ${listed(removed)} from client ${label}`)] : []),
    ]
  },
  exchangeFrom: (changed) => {
    const { added, removed } = membersOf(changed)
    const { after, label } = changed
    return [
      ...(added.length > 0 ? [looser(`lets client ${label} exchange access tokens of ${listed(added)}`)] : []),
      ...(removed.length > 0 ? [stricter(`no longer lets client ${label} exchange access tokens of ${listed(removed)}`)] : []),
      ...(keysOf(after).length === 0 ? [stricter(`lets client ${label} exchange no tokens`)] : []),
    ]
  },
  exchangeTo: (changed) => {
    const { added, removed } = membersOf(changed)
    const { label } = changed
    return [
      ...(added.length > 0 ? [looser(`lets client ${label} reach ${listed(added)} in the name of others`)] : []),
      ...(removed.length > 0 ? [stricter(`no longer lets client ${label} reach ${listed(removed)} in the name of others`)] : []),
    ]
  },
  tlsClientCertificateBoundAccessTokens: flag({
    on: (label) => stricter(`gives client ${label} no tokens that are of use without its certificate`),
    off: (label) => looser(`gives client ${label} tokens that are of use without its certificate`),
  }),
  mayImpersonate: flag({
    on: (label) => looser(`lets client ${label} act as others without being named`),
    off: (label) => stricter(`names client ${label} where it acts for others`),
  }),
}
