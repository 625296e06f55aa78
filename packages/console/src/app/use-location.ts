import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

export interface Location {
  /** Within the console: begins with a slash. */
  readonly path: string
  readonly query: string
  readonly go: (path: string) => void
  readonly guard: (isUnsaved: () => boolean) => () => void
  /** Where the person wanted to go, as long as they have to say whether to leave what is not saved. */
  readonly asked: string | undefined
  readonly leave: () => void
  readonly stay: () => void
}

/**
 * The place within the console, which the address of the browser holds.
 * @param root path of the console
 */
export function useLocation(root: string): Location {
  const [place, setPlace] = useState(() => currentPlace(root))
  const [asked, setAsked] = useState<string>()
  const shown = useRef(place)
  const unsaved = useRef<() => boolean>(() => false)

  const show = useCallback((next: string): void => {
    if (next.split('?')[0] !== shown.current.split('?')[0]) scrollTo(0, 0)
    shown.current = next
    setPlace(next)
    setAsked(undefined)
  }, [])
  const go = useCallback(
    (next: string): void => {
      if (next === shown.current) return
      if (unsaved.current()) {
        setAsked(next)
        return
      }
      history.pushState(null, '', `${root}${next}`)
      show(next)
    },
    [root, show],
  )
  useEffect(() => {
    const onPop = (): void => {
      const next = currentPlace(root)
      if (next === shown.current) return
      if (!unsaved.current()) {
        show(next)
        return
      }
      // The address goes back to what is shown until the person has said what they want.
      history.pushState(null, '', `${root}${shown.current}`)
      setAsked(next)
    }
    const onUnload = (event: BeforeUnloadEvent): void => {
      if (unsaved.current()) event.preventDefault()
    }
    addEventListener('popstate', onPop)
    addEventListener('beforeunload', onUnload)
    return () => {
      removeEventListener('popstate', onPop)
      removeEventListener('beforeunload', onUnload)
    }
  }, [root, show])

  const guard = useCallback((isUnsaved: () => boolean) => {
    unsaved.current = isUnsaved
    return () => {
      if (unsaved.current === isUnsaved) unsaved.current = () => false
    }
  }, [])
  const leave = (): void => {
    if (asked === undefined) return
    unsaved.current = () => false
    history.pushState(null, '', `${root}${asked}`)
    show(asked)
  }
  const [path = '/', query = ''] = place.split(/\?(.*)/s)
  return { path, query, go, guard, asked, leave, stay: () => setAsked(undefined) }
}

/** The place of the address; `at` is where a person wanted to go before they signed in. */
function currentPlace(root: string): string {
  const { pathname, search } = window.location
  const own = pathname.slice(root.length).replace(/\/+$/, '')
  const wanted = own === '' ? new URLSearchParams(search).get('at') : null
  if (wanted !== null) {
    const place = /^\/(?!\/)/.test(wanted) ? wanted : '/'
    history.replaceState(null, '', `${root}${place}`)
    return place
  }
  return `${own === '' ? '/' : own}${search}`
}
