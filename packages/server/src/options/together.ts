import { isLoopbackHost } from '../net/networks.ts'
import type { StartOptions } from './declarations.ts'
import { checkMutualTls } from './mutual-tls.ts'
import type { Mistake } from './option.ts'

/** Rules between options. `names`: how the person gave each. Options that did not parse are absent here whatever their type says. */
export function checkTogether(
  options: Partial<StartOptions>,
  names: Readonly<Record<string, string>>,
  mistakes: Mistake[],
): void {
  if ((options.tlsCert === undefined) !== (options.tlsKey === undefined)) {
    const missing = options.tlsCert === undefined ? 'tlsCert' : 'tlsKey'
    mistakes.push({
      name: names[missing] ?? missing,
      remedy: 'is missing: certificate and key belong together, give both or neither',
    })
  }
  checkMutualTls(options, names, mistakes)
  const { listen } = options
  if (listen === undefined) return
  const servesTls = options.tlsCert !== undefined
  if (!servesTls && !isLoopbackHost(listen.host) && options.trustedProxies?.isEmpty === true) {
    mistakes.push({
      name: names['listen'] ?? 'listen',
      value: `${listen.host}:${listen.port}`,
      remedy:
        'would serve plain http to other machines; set LATCHKEY_TLS_CERT and LATCHKEY_TLS_KEY, or name the proxy that adds https in LATCHKEY_TRUSTED_PROXIES',
    })
  }
  if (listen.port === 0 && (options.workers ?? 1) > 1) {
    mistakes.push({
      name: names['workers'] ?? 'workers',
      value: String(options.workers),
      remedy: 'needs a port that is named in LATCHKEY_LISTEN: several processes cannot share port 0',
    })
  }
  if (options.url === undefined && servesTls) {
    mistakes.push({
      name: names['url'] ?? 'url',
      remedy: 'is missing: with a certificate of its own, the server must know its https URL',
    })
  }
}
