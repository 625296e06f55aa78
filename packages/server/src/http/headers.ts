/** Says that an answer may be kept by nobody: everything that carries a token, a code or a claim, and every page. */
export const noStore = 'no-store'

/** Of every answer that is no page. */
export const jsonHeaders = {
  'content-type': 'application/json',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const

/** Of every page; its policy is its own. No `Cross-Origin-Opener-Policy`: it breaks sign-in in a popup. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': noStore,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy':
    'publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=()',
} as const

/** One year: sent over https only (RFC6797-7.2). */
export const strictTransport = 'max-age=31536000'
