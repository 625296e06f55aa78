/** Where a claim goes. `access_token`: into JWT access tokens and into introspection (RFC9068-2.2.2, RFC7662-2.2). */
export const claimPlaces = ['id_token', 'userinfo', 'access_token'] as const
export type ClaimPlace = (typeof claimPlaces)[number]

/** Where the value of a mapped claim comes from. What an account does not have yields no claim. */
export type ClaimSource =
  /** A standard claim (`email`, `address.locality`), `username`, or `attributes.NAME`. */
  | { readonly kind: 'attribute'; readonly path: string }
  /** The value of the first path that has one. */
  | { readonly kind: 'first'; readonly paths: readonly string[] }
  /** A text in which `{path}` stands for a value; without one of them there is no claim. */
  | { readonly kind: 'template'; readonly template: string }
  /** Names of the account's groups, each behind `prefix`. */
  | { readonly kind: 'groups'; readonly prefix?: string }
  /** Names of the account's roles, each behind `prefix`. */
  | { readonly kind: 'roles'; readonly prefix?: string }
  /** The same for everybody. */
  | { readonly kind: 'constant'; readonly value: JsonConstant }

export type JsonConstant = string | number | boolean | null | readonly JsonConstant[] | { readonly [name: string]: JsonConstant }

/** What a client gets as one claim. Where a claim is mapped, nothing else decides it there. */
export interface ClaimMapping {
  readonly source: ClaimSource
  readonly places: readonly ClaimPlace[]
  /** Only where this scope is granted. */
  readonly scope?: string
}

/** The mappings of a client by the name of the claim. */
export type ClaimMappings = Readonly<Record<string, ClaimMapping>>

/** Claims that say what the protocol says, or whose type no mapping can give. */
const reserved: ReadonlySet<string> = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'azp', 'nonce', 'auth_time', 'acr', 'amr', 'sid', 'at_hash', 'c_hash'],
  ...[
    's_hash',
    'ds_hash',
    'rt_hash',
    'cnf',
    'act',
    'may_act',
    'client_id',
    'scope',
    'active',
    'token_type',
    'username',
    'events',
  ],
  ...[
    'sub_jwk',
    'sub_id',
    'trust_chain',
    'authorization_details',
    'verified_claims',
    '_claim_names',
    '_claim_sources',
    'grant_id',
  ],
  ...['email_verified', 'phone_number_verified', 'updated_at', 'address'],
])

/** Whether a name may stand for a mapped claim: of the protocol's own none, and none that could be taken for a language of another. */
export function isMappableClaim(name: string): boolean {
  return !reserved.has(name) && name !== '__proto__' && name.length <= 200 && /^[\x21\x22\x24-\x7e]+$/.test(name)
}

/** The paths between the braces of a template. */
export function pathsOfTemplate(template: string): readonly string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)].map(([, path = '']) => path)
}
