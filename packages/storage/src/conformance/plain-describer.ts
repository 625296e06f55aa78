import { createHash } from 'node:crypto'
import type { Client } from '@latchkey/core'
import type { AccessCredential, Account, Group, RoleRecord } from '@latchkey/identity'
import type {
  JsonObject,
  ManagedName,
  ObjectDescriber,
  ObjectView,
  ResourceRecord,
  ScopeRecord,
  TrustedIssuerRecord,
} from '@latchkey/management/stores'

/*
 * What tests keep and search of managed objects. Every text member is indexed under its name and searched by its words, numbers are indexed as
 * sixteen digits; secrets are masked.
 */

const mask = '****'

interface Members {
  readonly label: string
  /** What is shown; the texts and numbers among it are indexed. */
  readonly content: JsonObject
  /** Indexed besides, several values a property. */
  readonly sets?: Readonly<Record<string, readonly string[]>>
  readonly secrets?: Readonly<Record<string, string>>
  readonly references?: readonly { readonly object: ManagedName; readonly id: string }[]
}

function view({ label, content, sets = {}, secrets = {}, references = [] }: Members): ObjectView {
  const texts = Object.entries(content).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const numbers = Object.entries(content).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
  const folded = (text: string) => text.normalize('NFKC').toLowerCase()
  return {
    content: { ...content, ...Object.fromEntries(Object.keys(secrets).map((pointer) => [pointer, mask])) },
    label,
    index: [
      ...texts.map(([property, text]) => ({ property, value: folded(text) })),
      ...numbers.map(([property, number]) => ({ property, value: String(number).padStart(16, '0') })),
      ...Object.entries(sets).flatMap(([property, values]) => values.map((value) => ({ property, value: folded(value) }))),
    ],
    terms: [...new Set(texts.flatMap(([, text]) => folded(text).split(/[^\p{L}\p{N}]+/u)))].filter((term) => term !== ''),
    references,
    secrets: Object.fromEntries(Object.entries(secrets).map(([pointer, secret]) => [pointer, digest(secret)])),
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function settings({ json }: { readonly json: string }): ObjectView {
  return view({ label: 'settings', content: { digest: digest(json) } })
}

function credential({ accountId, description, createdAt, digest: secret }: AccessCredential): ObjectView {
  const references = [{ object: 'Account', id: accountId }] as const
  return view({ label: description, content: { accountId, description, createdAt }, secrets: { secret }, references })
}

/** A describer for tests, which know nothing of the wire forms of management. */
export const plainDescriber: ObjectDescriber = {
  OidcProvider: settings,
  Authentication: settings,
  ClientRegistration: settings,
  SecurityPosture: settings,
  OAuthClient: ({ clientId, name, origin, redirectUris, secrets, createdAt }: Client) =>
    view({
      label: clientId,
      content: { clientId, origin, createdAt, redirectUris: [...redirectUris], ...(name !== undefined && { name }) },
      sets: { redirectUris },
      secrets: Object.fromEntries(secrets.map((secret, place) => [`secrets/${place}`, secret.digest])),
    }),
  Account: ({ username, disabled, roles, roleIds = [], groupIds = [], claims, passwordHash, createdAt }: Account) =>
    view({
      label: username,
      content: {
        ...{ name: username, disabled: String(disabled), roles: [...roles], roleIds: [...roleIds], groupIds: [...groupIds] },
        ...{ createdAt, ...(claims.name !== undefined && { fullName: claims.name }) },
        ...(claims.email !== undefined && { email: claims.email }),
      },
      sets: { groupIds },
      ...(passwordHash !== undefined && { secrets: { password: passwordHash } }),
      references: [
        ...roleIds.map((id) => ({ object: 'Role' as const, id })),
        ...groupIds.map((id) => ({ object: 'Group' as const, id })),
      ],
    }),
  Group: ({ name, description, roleIds, createdAt }: Group) =>
    view({
      label: name,
      content: { name, createdAt, roleIds: [...roleIds], ...(description !== undefined && { description }) },
      sets: { roleIds },
      references: roleIds.map((id) => ({ object: 'Role' as const, id })),
    }),
  Role: ({ description, roleIds, enabledPermissions, createdAt }: RoleRecord) =>
    view({
      label: description,
      content: { description, createdAt, roleIds: [...roleIds], enabledPermissions: [...enabledPermissions] },
      sets: { enabledPermissions },
      references: roleIds.map((id) => ({ object: 'Role' as const, id })),
    }),
  InitialAccessToken: ({ description, uses, createdAt, digest: secret }) =>
    view({ label: description, content: { description, uses, createdAt }, secrets: { secret } }),
  ApiKey: credential,
  AppPassword: credential,
  Scope: ({ name, description, createdAt }: ScopeRecord) => view({ label: name, content: { name, description, createdAt } }),
  AuthorizationDetailType: ({ type, createdAt }) => view({ label: type, content: { type, createdAt } }),
  Resource: ({ resource, name, scopeIds, createdAt }: ResourceRecord) =>
    view({
      label: resource,
      content: { resource, name, scopeIds: [...scopeIds], createdAt },
      references: scopeIds.map((id) => ({ object: 'Scope' as const, id })),
    }),
  TrustedIssuer: ({ issuer, clientIds, resourceIds, createdAt }: TrustedIssuerRecord) =>
    view({
      label: issuer,
      content: { issuer, clientIds: [...clientIds], resourceIds: [...resourceIds], createdAt },
      references: [
        ...clientIds.map((id) => ({ object: 'OAuthClient' as const, id })),
        ...resourceIds.map((id) => ({ object: 'Resource' as const, id })),
      ],
    }),
}
