import { checkRedirectUri } from '@latchkey/core'
import type { Members } from '../members.ts'
import type { Translation } from '../translation.ts'

/** Most of each kind that a client has here. */
const most = 100

export interface ClientUris {
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
}

/**
 * The addresses of a client that are exact ones. A relative one counts from the root URL. What is a pattern there is left over: which
 * addresses were meant only its owner knows.
 */
export function urisOf(client: Members, attribute: string | undefined, name: string, translation: Translation): ClientUris {
  const root = client.text('rootUrl')

  function exact(uris: readonly string[], kind: string): readonly string[] {
    const kept = new Set<string>()
    for (const uri of uris) {
      const whole = absolute(uri, root)
      const mistake = checkRedirectUri(whole)
      if (mistake !== undefined) translation.leave(`${kind}; it ${mistake.text}`, `${name}: ${uri}`)
      else if (kept.size >= most) translation.leave(`${kind} beyond ${most}`, `${name}: ${uri}`)
      else kept.add(whole)
    }
    return [...kept]
  }

  const redirectUris = exact(client.texts('redirectUris'), 'redirect URI')
  const afterLogout = (attribute ?? '').split('##').filter((uri) => uri !== '' && uri !== '-')
  const own = exact(
    afterLogout.filter((uri) => uri !== '+'),
    'post-logout redirect URI',
  )
  const postLogoutRedirectUris = afterLogout.includes('+') ? [...new Set([...redirectUris, ...own])].slice(0, most) : own
  const origins = new Set(redirectUris.map((uri) => URL.parse(uri)?.origin))
  for (const origin of client.texts('webOrigins')) {
    const isKnown = origin === '+' || origins.has(URL.parse(origin)?.origin)
    if (!isKnown) translation.leave('web origin that no redirect URI has', `${name}: ${origin}`)
  }
  return { redirectUris, postLogoutRedirectUris }
}

/** An address of a client that may count from its root URL. */
export function absolute(uri: string, root: string | undefined): string {
  return root !== undefined && root !== '' && uri.startsWith('/') ? `${root.replace(/\/$/, '')}${uri}` : uri
}
