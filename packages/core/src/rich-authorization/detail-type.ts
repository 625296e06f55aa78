/** What a client wants to do in detail: one member of `authorization_details` (RFC9396-2). */
export interface AuthorizationDetail {
  readonly type: string
  readonly [member: string]: unknown
}

/** Members of RFC9396-2.2 that are lists of texts. */
export const listMembers = ['locations', 'actions', 'datatypes', 'privileges'] as const
export type ListMember = (typeof listMembers)[number]

export const detailFieldKinds = ['text', 'texts', 'integer', 'number', 'boolean'] as const
export type DetailFieldKind = (typeof detailFieldKinds)[number]

/** A member of a type's own, beside those of RFC9396-2.2. */
export interface DetailField {
  /** Its name; dots lead into objects: `instructedAmount.currency`. */
  readonly path: string
  readonly kind: DetailFieldKind
  /** What people read before its value; absent: the path. */
  readonly label?: string
  /** The texts that it may have; absent: any. */
  readonly values?: readonly string[]
}

/** A type of authorization details, as an administrator defined it. Anything in a detail that is not declared here is refused (RFC9396-5). */
export interface DetailTypeDefinition extends Readonly<Record<ListMember, readonly string[]>> {
  /** Value of `type`; compared exactly. */
  readonly type: string
  /** What people read, by language tag: a sentence in which `{path}` stands for a member. At least one. */
  readonly texts: Readonly<Record<string, string>>
  /** Whether `identifier` may be there. */
  readonly hasIdentifier: boolean
  readonly fields: readonly DetailField[]
  /** Paths of the members that must be there. */
  readonly required: readonly string[]
  /** Identifiers of the resources whose tokens may have it; empty: all. */
  readonly resources: readonly string[]
  /** Who allowed a detail once is not asked again for the very same one. */
  readonly remembersConsent: boolean
  /** `false`: nobody is granted it, and no token has it. */
  readonly enabled: boolean
}

/** Longest name of a type. */
export const maxDetailTypeLength = 200

/** What can be the name of a type: printable ASCII without blanks, quotation marks and backslashes, so that it can stand in every log and list. */
export function isDetailType(text: string): boolean {
  return text.length <= maxDetailTypeLength && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)
}

/** Names of members between dots, not those of RFC9396-2.2. */
export function isFieldPath(path: string): boolean {
  const [first = '', ...others] = path.split('.')
  if (others.length > 3 || first === 'type' || first === 'identifier' || isListMember(first)) return false
  return [first, ...others].every((name) => /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name) && name !== '__proto__')
}

export function isListMember(name: string): name is ListMember {
  return listMembers.some((member) => member === name)
}

/** The paths of the members that a detail of a type may have beside `type`. */
export function pathsOfType(definition: Pick<DetailTypeDefinition, ListMember | 'hasIdentifier' | 'fields'>): readonly string[] {
  return [
    ...listMembers.filter((member) => definition[member].length > 0),
    ...(definition.hasIdentifier ? ['identifier'] : []),
    ...definition.fields.map(({ path }) => path),
  ]
}

/** Whether a value of JSON is a list of details. */
export function areDetails(value: unknown): value is readonly AuthorizationDetail[] {
  return Array.isArray(value) && value.every(isDetail)
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'type' in value && typeof value.type === 'string'
}
