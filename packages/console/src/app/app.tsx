import type { SchemaDocument } from '@latchkey/management/schema'
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import { RequestFailure } from '../api/failure.ts'
import type { ManagementApi } from '../api/management-api.ts'
import { ConfirmLeave } from '../dialogs/confirm-leave.tsx'
import { SessionProblem } from '../dialogs/session-problem.tsx'
import { wordsOf } from '../i18n/words.ts'
import { administers, menusOf, placesOf } from '../schema/places.ts'
import { CommandPalette } from './command-palette.tsx'
import { type Console, ConsoleContext } from './console-context.ts'
import { Screen } from './screen.tsx'
import { Shell } from './shell.tsx'
import { useLocation } from './use-location.ts'

interface Loaded {
  readonly schema: SchemaDocument
  readonly permissions: ReadonlySet<string>
  readonly username: string
}

/** The console of whoever is signed in. */
export function App({ api, base, locale }: { readonly api: ManagementApi; readonly base: string; readonly locale: string }) {
  const words = wordsOf(locale)
  const [loaded, setLoaded] = useState<Loaded>()
  const [failure, setFailure] = useState<RequestFailure>()
  const [said, setSaid] = useState('')
  const [isSearching, setSearching] = useState(false)
  const location = useLocation(`${base}/admin`)
  const { path, query, go, guard } = location

  const load = useCallback((): void => {
    setFailure(undefined)
    const read = async (): Promise<Loaded> => {
      const username = await api.username()
      const [schema, permissions] = await Promise.all([api.schema(), api.permissions()])
      return { schema, permissions, username }
    }
    read()
      .then(setLoaded)
      .catch((cause: unknown) =>
        setFailure(cause instanceof RequestFailure ? cause : new RequestFailure('refused', String(cause))),
      )
  }, [api])
  useEffect(load, [load])
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      setSearching(true)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), 6_000)
    return () => clearTimeout(timer)
  }, [said])

  const value = useMemo((): Console | undefined => {
    if (loaded === undefined) return undefined
    const menus = menusOf(loaded.schema, loaded.permissions)
    const { schema, username } = loaded
    return {
      ...{ api, schema, menus, places: placesOf(menus), words, locale, base, username, go, guard },
      announce: setSaid,
      fail: setFailure,
    }
  }, [loaded, api, words, locale, base, go, guard])

  if (value === undefined) return <Waiting {...{ failure, words, base, path }} onRetry={load} />
  if (!administers(value.places)) return <NothingToAdminister words={words} base={base} />
  return (
    <ConsoleContext.Provider value={value}>
      <Shell path={path} onSearch={() => setSearching(true)}>
        <Screen path={path} query={query} />
      </Shell>
      <div class="toast" role="status">
        {said !== '' && <p>{said}</p>}
      </div>
      {isSearching && <CommandPalette onClose={() => setSearching(false)} />}
      {failure !== undefined && <SessionProblem failure={failure} at={path} onClose={() => setFailure(undefined)} />}
      {location.asked !== undefined && <ConfirmLeave onLeave={location.leave} onStay={location.stay} />}
    </ConsoleContext.Provider>
  )
}

/** Before anything is known of the person and the server. */
function Waiting({
  failure,
  words,
  base,
  path,
  onRetry,
}: Pick<Console, 'words' | 'base'> & {
  readonly failure: RequestFailure | undefined
  readonly path: string
  readonly onRetry: () => void
}) {
  if (failure === undefined) return <p class="waiting">{words.loading}</p>
  if (failure.kind === 'forbidden') return <NothingToAdminister words={words} base={base} />
  const isSignedOut = failure.kind === 'signed-out'
  return (
    <main class="alone">
      <h1>{isSignedOut ? words.signedOut : words.failed}</h1>
      <p>{failure.kind === 'unreachable' ? words.unreachable : failure.detail}</p>
      <div class="actions">
        {isSignedOut ? (
          <a class="button primary" href={`${base}/login?${new URLSearchParams({ next: 'admin', at: path })}`}>
            {words.signInAgain}
          </a>
        ) : (
          <button type="button" class="primary" onClick={onRetry}>
            {words.tryAgain}
          </button>
        )}
      </div>
    </main>
  )
}

function NothingToAdminister({ words, base }: Pick<Console, 'words' | 'base'>) {
  return (
    <main class="alone">
      <h1>{words.noAdministration}</h1>
      <p>{words.noAdministrationText}</p>
      <div class="actions">
        <a class="button primary" href={`${base}/account`}>
          {words.toAccount}
        </a>
        <a class="button" href={`${base}/logout`}>
          {words.signOut}
        </a>
      </div>
    </main>
  )
}
