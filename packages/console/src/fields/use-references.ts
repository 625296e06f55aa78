import { useEffect, useState } from 'preact/hooks'
import { queryObjects } from '../api/objects.ts'
import { useConsole } from '../app/console-context.ts'

export interface Reference {
  readonly name: string
  readonly label: string
}

/** Objects that are offered to be chosen; of more than these an id is typed. */
const mostOffered = 200

/**
 * The objects of a type by id and label, to choose from.
 * @param object with prefix; absent: nothing is loaded
 * @returns `undefined` while they are loading, when they are too many to be offered, and for who may not see them
 */
export function useReferences(object: string | undefined): readonly Reference[] | undefined {
  const { api, schema, places } = useConsole()
  const [found, setFound] = useState<readonly Reference[]>()
  const label = object === undefined ? undefined : schema.lists[object]?.labelProperty
  const isVisible = places.some((place) => place.object === object && place.can.query)
  useEffect(() => {
    if (object === undefined || label === undefined || !isVisible) return
    let isShown = true
    queryObjects(api, object, { filter: {}, sort: [], position: 0, limit: mostOffered })
      .then(({ items, total }) => {
        if (!isShown || total > mostOffered) return
        setFound(items.map((item) => ({ name: String(item['id']), label: String(item[label] ?? item['id']) })))
      })
      // Who cannot see them types an id.
      .catch(() => undefined)
    return () => {
      isShown = false
    }
  }, [api, object, label, isVisible])
  return found
}
