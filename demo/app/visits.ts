import { randomBytes } from 'node:crypto'
import type { SignedIn } from './signed-in.ts'

/** One browser, as the application knows it. */
export interface Visit {
  /** `Set-Cookie` that names this visit. */
  readonly cookie: string
  /** An authorization request that waits for its answer. */
  pending?: { readonly state: string; readonly nonce: string; readonly codeVerifier: string } | undefined
  signedIn?: SignedIn | undefined
}

const cookieName = 'sample_app_visit'

/** The visits of this run, in memory: a demonstration needs no more. */
export class Visits {
  readonly #visits = new Map<string, Visit>()

  /** The visit that a `Cookie` header names, or a new one. */
  of(cookies: string | undefined): Visit {
    const id = new RegExp(`(?:^|; )${cookieName}=([^;]+)`).exec(cookies ?? '')?.[1]
    const known = id === undefined ? undefined : this.#visits.get(id)
    if (known !== undefined) return known
    const fresh = randomBytes(24).toString('base64url')
    const visit: Visit = { cookie: `${cookieName}=${fresh}; HttpOnly; SameSite=Lax; Path=/` }
    this.#visits.set(fresh, visit)
    return visit
  }
}
