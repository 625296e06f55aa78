import { runChecks } from '../../checks/check.ts'
import type { Provider, ProviderOptions } from '../../provider-contract.ts'
import { webfingerChecks } from './checks.ts'

/** The link relation of an issuer (OIDCD-2). */
const issuerRelation = 'http://openid.net/specs/connect/1.0/issuer'

/**
 * Which issuer people of a host have: this one, for its own host and for the domains that it is part of. Whether there is such a person is
 * not looked up, so the answer tells nothing about accounts.
 * @see OIDCD-2, RFC7033-4
 */
export function createWebfingerEndpoint({ issuer }: ProviderOptions): Pick<Provider, 'webfinger'> {
  const own = new URL(issuer).hostname
  return {
    webfinger(parameters) {
      const of = (name: string): readonly string[] => parameters.flatMap(([each, value]) => (each === name ? [value] : []))
      const resources = of('resource')
      const [resource = ''] = resources
      const host = hostOf(resource)
      const isOurs = host !== undefined && (host === own || (own.endsWith(`.${host}`) && host.includes('.')))
      runChecks(webfingerChecks, 'webfinger', { resources, host, isOurs }, [])
      const relations = of('rel')
      const isAsked = relations.length === 0 || relations.includes(issuerRelation)
      return { subject: resource, links: isAsked ? [{ rel: issuerRelation, href: issuer }] : [] }
    },
  }
}

/** Host of `acct:user@host` or of a web address (OIDCD-2.1). */
function hostOf(resource: string): string | undefined {
  const [, account] = /^acct:[^\s@/?#]+@([^\s@/?#:]+)$/i.exec(resource) ?? []
  if (account !== undefined) return account.toLowerCase()
  return /^https?:\/\//i.test(resource) ? URL.parse(resource)?.hostname : undefined
}
