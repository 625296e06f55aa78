import type { PlannedChange } from '@latchkey/management/schema'
import { useEffect, useRef, useState } from 'preact/hooks'
import { RequestFailure } from '../api/failure.ts'
import { lastChange, previewUpdate, type ReadObject, readObject, updateObject } from '../api/objects.ts'
import { useConsole } from '../app/console-context.ts'
import { type Refusal, refusalOf } from '../schema/set-errors.ts'
import type { JsonObject } from '../values/json.ts'
import { type Conflict, conflictsOf, patchOf, rebased } from '../values/patch.ts'

/** What somebody else made of the object while it was being changed here. */
export interface Clash {
  readonly theirs: ReadObject
  readonly conflicts: readonly Conflict[]
  readonly last: { readonly by: string; readonly at: string } | undefined
}

export interface Draft {
  readonly kind: 'loading' | 'gone' | 'there'
  readonly before: JsonObject
  readonly value: JsonObject
  readonly patch: JsonObject
  readonly isSaving: boolean
  readonly refusal: Refusal | undefined
  readonly clash: Clash | undefined
  /** What is shown before it is saved; `change` is absent where no plan says what it means. */
  readonly reviewed: { readonly change: PlannedChange | undefined } | undefined
  readonly change: (value: JsonObject) => void
  readonly discard: () => void
  readonly review: () => void
  readonly endReview: () => void
  readonly save: () => void
  readonly takeTheirs: () => void
  readonly keepMine: () => void
}

const nothing: JsonObject = {}

/** An object that is being changed: what it was, what it shall be, and the way from one to the other. */
export function useDraft(object: string, id: string): Draft {
  const { api, words, guard, announce, fail } = useConsole()
  const [read, setRead] = useState<ReadObject | 'gone'>()
  const [value, setValue] = useState<JsonObject>(nothing)
  const [isSaving, setSaving] = useState(false)
  const isBusy = useRef(false)
  const [refusal, setRefusal] = useState<Refusal>()
  const [clash, setClash] = useState<Clash>()
  const [reviewed, setReviewed] = useState<{ readonly change: PlannedChange | undefined }>()
  const before = read === undefined || read === 'gone' ? nothing : read.value
  const patch = patchOf(before, value)
  const unsaved = useRef(false)
  unsaved.current = Object.keys(patch).length > 0

  const begin = (found: ReadObject): void => {
    setRead(found)
    setValue(found.value)
    setRefusal(undefined)
    setClash(undefined)
    setReviewed(undefined)
  }
  /** Runs a piece of work that asks the server; only one at a time. */
  const run = (work: () => Promise<void>): void => {
    if (isBusy.current) return
    isBusy.current = true
    work()
      .catch((cause: unknown) => {
        if (!(cause instanceof RequestFailure)) throw cause
        setReviewed(undefined)
        fail(cause)
      })
      .finally(() => {
        isBusy.current = false
        setSaving(false)
      })
  }
  // Another object is another draft; nothing else is.
  useEffect(() => {
    let isShown = true
    readObject(api, object, id)
      .then((found) => {
        if (!isShown) return
        if (found === undefined) setRead('gone')
        else begin(found)
      })
      .catch((cause: unknown) => {
        if (cause instanceof RequestFailure) fail(cause)
      })
    const release = guard(() => unsaved.current)
    return () => {
      isShown = false
      release()
    }
  }, [object, id])

  const review = (): void =>
    run(async () => {
      setRefusal(undefined)
      const preview = await previewUpdate(api, object, id, patch)
      // What a plan refuses the update refuses too, and says at which fields.
      if (preview.kind === 'refused') return update()
      setReviewed({ change: preview.kind === 'change' ? preview.change : undefined })
    })

  const update = async (): Promise<void> => {
    if (read === undefined || read === 'gone') return
    setSaving(true)
    const outcome = await write(read)
    if (outcome === 'clash') return
    setReviewed(undefined)
    if (outcome.kind === 'refused') return setRefusal(refusalOf(outcome.error, words))
    const fresh = await readObject(api, object, id)
    if (fresh !== undefined) begin(fresh)
    announce(words.saved)
  }

  /** Another object of the type may have changed, which is no reason to ask anybody: then it is tried once more. */
  const write = async (from: ReadObject, isSecond = false): Promise<Awaited<ReturnType<typeof updateObject>> | 'clash'> => {
    try {
      return await updateObject(api, object, id, { patch, state: from.state })
    } catch (failure) {
      if (!(failure instanceof RequestFailure) || failure.kind !== 'conflict') throw failure
      const theirs = await readObject(api, object, id)
      if (theirs === undefined) {
        setRead('gone')
        return 'clash'
      }
      const conflicts = conflictsOf(before, theirs.value, value)
      if (conflicts.length === 0 && !isSecond) return write(theirs, true)
      setReviewed(undefined)
      setClash({ theirs, conflicts, last: await lastChange(api, object, id) })
      return 'clash'
    }
  }

  return {
    kind: read === undefined ? 'loading' : read === 'gone' ? 'gone' : 'there',
    before,
    value,
    patch,
    isSaving,
    refusal,
    clash,
    reviewed,
    change: setValue,
    discard: () => {
      setValue(before)
      setRefusal(undefined)
    },
    review,
    endReview: () => setReviewed(undefined),
    save: () => run(update),
    takeTheirs: () => clash !== undefined && begin(clash.theirs),
    keepMine: () => {
      if (clash === undefined) return
      setRead(clash.theirs)
      setValue(rebased(before, clash.theirs.value, value))
      setClash(undefined)
    },
  }
}
