import type { Target, TargetClient } from '../target.ts'

/** A GET as bytes. */
export function getRequest(target: Target, path: string, headers: Readonly<Record<string, string>> = {}): Uint8Array {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${target.host}\r\n${fields(headers)}\r\n`, 'latin1')
}

/** A token request with `client_secret_basic`, as bytes. */
export function tokenRequest(target: Target, client: TargetClient, form: URLSearchParams): Uint8Array {
  return formRequest(target, target.paths.token, { client, form })
}

/** A form of a client with `client_secret_basic`, as bytes. */
export function formRequest(
  target: Target,
  path: string,
  { client, form }: { readonly client: TargetClient; readonly form: URLSearchParams },
): Uint8Array {
  const body = form.toString()
  const head = fields({
    Authorization: basicCredentials(client),
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(body.length),
  })
  return Buffer.from(`POST ${path} HTTP/1.1\r\nHost: ${target.host}\r\n${head}\r\n${body}`, 'latin1')
}

/** RFC6749-2.3.1: both parts are form-encoded before they are joined. */
export function basicCredentials(client: TargetClient): string {
  const encoded = [client.clientId, client.clientSecret].map((part) =>
    new URLSearchParams({ part }).toString().slice('part='.length),
  )
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`
}

function fields(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
}
