/** The members of an object with a value: those that may be `undefined` become optional. */
export type DefinedMembers<Members> = {
  readonly [Name in keyof Members as undefined extends Members[Name] ? never : Name]: Members[Name]
} & {
  readonly [Name in keyof Members as undefined extends Members[Name] ? Name : never]?: Exclude<Members[Name], undefined>
}

/** A copy without the members that are `undefined`: absent means absent. */
export function definedMembers<Members extends object>(members: Members): DefinedMembers<Members> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as DefinedMembers<Members>
}
