import type { SchemaDocument } from '@latchkey/management/schema'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { RequestFailure } from '../api/failure.ts'
import type { ManagementApi } from '../api/management-api.ts'
import type { Words } from '../i18n/words.ts'
import type { Menu, Place } from '../schema/places.ts'

/** What every part of the console works with. */
export interface Console {
  readonly api: ManagementApi
  readonly schema: SchemaDocument
  readonly menus: readonly Menu[]
  readonly places: readonly Place[]
  readonly words: Words
  readonly locale: string
  /** Path of the issuer. */
  readonly base: string
  readonly username: string
  /** Goes to a place within the console, unless the person stays because of what is not saved. */
  readonly go: (path: string) => void
  /** Asks before the page is left; `undefined`: nothing is unsaved. Returns the way to stop asking. */
  readonly guard: (isUnsaved: () => boolean) => () => void
  /** Says something in passing, to screen readers too. */
  readonly announce: (text: string) => void
  /** A request had no answer. */
  readonly fail: (failure: RequestFailure) => void
}

export const ConsoleContext = createContext<Console | undefined>(undefined)

/** @throws TypeError outside the console */
export function useConsole(): Console {
  const value = useContext(ConsoleContext)
  if (value === undefined) throw new TypeError('a part of the console stands outside of it')
  return value
}
