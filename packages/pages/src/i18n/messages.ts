import type { en } from './en.ts'

export type MessageKey = keyof typeof en

/** A translation: a key that is missing or not known does not compile. */
export type Messages = Readonly<Record<MessageKey, string>>

type PlaceholdersOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholdersOf<Rest>
  : never

/** Names of the placeholders that a message has; `never` if none. */
export type Placeholder<Key extends MessageKey> = PlaceholdersOf<(typeof en)[Key]>

/** The trailing arguments of a message: values for exactly its placeholders, or nothing. */
export type MessageValues<Key extends MessageKey, Value> = [Placeholder<Key>] extends [never]
  ? []
  : [values: Readonly<Record<Placeholder<Key>, Value>>]
