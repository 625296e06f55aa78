import { Failure } from '../command.ts'
import type { Login } from './stored-logins.ts'
import { clientId, describeOAuthError, type FormAnswer, type LoginServer, loginOf, postForm } from './token-endpoint.ts'

/** Milliseconds by which polling slows down when it is too fast (RFC8628-3.5). */
const slowDown = 5_000
/** Milliseconds between polls when the server does not say (RFC8628-3.2). */
const usualInterval = 5_000

export interface DeviceCode {
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  readonly verificationUriComplete?: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  /** Milliseconds. */
  readonly interval: number
}

/** RFC8628-3.1. @throws Failure with what the server says */
export async function requestDeviceCode(server: LoginServer, scope: string): Promise<DeviceCode> {
  const answer = await postForm(server, '/auth/device', { scope })
  const { device_code: deviceCode, user_code: userCode, verification_uri: verificationUri, expires_in: seconds } = answer.body
  if (answer.status !== 200) throw new Failure(`login refused: ${describeOAuthError(answer)}${remedyOf(answer)}`)
  if (typeof deviceCode !== 'string' || typeof userCode !== 'string' || typeof verificationUri !== 'string') {
    throw new Failure('unexpected server response: no device code')
  }
  const { interval, verification_uri_complete: complete } = answer.body
  return {
    deviceCode,
    userCode,
    verificationUri,
    ...(typeof complete === 'string' && { verificationUriComplete: complete }),
    expiresAt: server.now() + (typeof seconds === 'number' ? seconds : 600) * 1000,
    interval: typeof interval === 'number' ? interval * 1000 : usualInterval,
  }
}

/**
 * Polls until somebody has decided in the browser (RFC8628-3.4).
 * @param wait resolves after that many milliseconds
 * @throws Failure when it was denied, or nobody decided in time
 */
export async function waitForLogin(server: LoginServer, code: DeviceCode, wait: (ms: number) => Promise<void>): Promise<Login> {
  let { interval } = code
  for (;;) {
    await wait(interval)
    if (server.now() >= code.expiresAt) throw new Failure('nobody entered the code in time; start again with `latchkey login`')
    const answer = await postForm(server, '/auth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: code.deviceCode,
    })
    if (answer.status === 200) return loginOf(answer.body, server.now())
    const { error } = answer.body
    if (error === 'slow_down') interval += slowDown
    else if (error === 'access_denied') throw new Failure('the login was denied in the browser')
    else if (error === 'expired_token') throw new Failure('nobody entered the code in time; start again with `latchkey login`')
    else if (error !== 'authorization_pending') throw new Failure(`login refused: ${describeOAuthError(answer)}`)
  }
}

/** The line that an administrator types where the server does not know the command line as a client. */
export const clientRecipe: string = [
  `latchkey create oauth-client --field clientId=${clientId} --field description='Latchkey command line'`,
  '--field tokenEndpointAuthMethod=none --field applicationType=native',
  `--field grantTypes='["urn:ietf:params:oauth:grant-type:device_code","refresh_token"]'`,
  `--field scopes='["openid","offline_access","urn:latchkey:management"]'`,
].join(' ')

function remedyOf({ body }: FormAnswer): string {
  const isUnknown = ['invalid_client', 'unauthorized_client', 'invalid_scope'].some((error) => error === body['error'])
  return isUnknown
    ? `\nThe server needs a client for the command line, which an administrator makes once:\n  ${clientRecipe}`
    : ''
}
