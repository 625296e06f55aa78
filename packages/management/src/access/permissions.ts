import type { EnumDeclaration, ObjectDeclaration, Verb } from '../declarations/declaration.ts'

/** Permissions that are not about one type of objects. */
export const fixedPermissions = [
  {
    name: 'authenticate',
    label: 'Authenticate',
    explanation: 'Call management at all, with whatever credential',
  },
  {
    name: 'oAuthClientRegistration',
    label: 'Register OAuth clients',
    explanation: 'Use the registration endpoint while anonymous registration is off',
  },
] as const

const verbWords: Readonly<Record<Verb, string>> = {
  Get: 'Read',
  Create: 'Create',
  Update: 'Change',
  Destroy: 'Remove',
  Query: 'Search',
}

/** Types of which everybody has their own; nobody sees those of others through them. Without prefix. */
export const ownObjects: ReadonlySet<string> = new Set(['AccountPassword', 'AccountSettings', 'ApiKey', 'AppPassword'])

/** What the built-in role of users gives: their own settings and credentials. */
export const userPermissions: readonly string[] = [
  'authenticate',
  ...(['Get', 'Update'] as const).flatMap((verb) => [
    permissionName('AccountPassword', verb),
    permissionName('AccountSettings', verb),
  ]),
  ...(['Get', 'Create', 'Update', 'Destroy', 'Query'] as const).flatMap((verb) => [
    permissionName('ApiKey', verb),
    permissionName('AppPassword', verb),
  ]),
]

/** @param objectName without prefix */
export function permissionName(objectName: string, verb: Verb): string {
  return `sys${objectName}${verb}`
}

/** Every permission that there is: the fixed ones, and one for each verb of each object. */
export function permissionEnum(declarations: readonly Pick<ObjectDeclaration, 'name' | 'title' | 'verbs'>[]): EnumDeclaration {
  const ofObjects = declarations.flatMap(({ name, title, verbs }) =>
    verbs.map((verb) => ({ name: permissionName(name, verb), label: `${verbWords[verb]}: ${title}` })),
  )
  return { name: 'Permission', values: [...fixedPermissions, ...ofObjects] }
}

export function permissionNames(permissions: EnumDeclaration): ReadonlySet<string> {
  return new Set(permissions.values.map(({ name }) => name))
}
