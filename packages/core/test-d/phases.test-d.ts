import type { AuthorizationRequest } from '../src/authorization-request/authorization-request.ts'
import type { RedirectTarget } from '../src/authorization-request/redirect-target.ts'
import { OAuthError } from '../src/errors/oauth-error.ts'

declare const request: AuthorizationRequest

export const answered: RedirectTarget = request.target

// @ts-expect-error a redirect target comes into being by validation only
export const unchecked: RedirectTarget = { redirectUri: 'https://app.example/callback', requested: true, mode: 'query' }

// @ts-expect-error nobody changes an accepted request
request.scopes = []

// @ts-expect-error an error has a reason of the catalogue
export const madeUp = new OAuthError('something_else')
