import { findPlace } from '../schema/places.ts'
import { CreatePage } from '../screens/create-page.tsx'
import { HomePage } from '../screens/home-page.tsx'
import { ListPage } from '../screens/list-page.tsx'
import { ObjectPage } from '../screens/object-page.tsx'
import { PageHead } from '../screens/page-head.tsx'
import { useConsole } from './console-context.ts'
import { Link } from './link.tsx'

/** The page of a place. */
export function Screen({ path, query }: { readonly path: string; readonly query: string }) {
  const { places, words } = useConsole()
  if (path === '/') return <HomePage />
  const found = findPlace(places, path)
  if (found === undefined) {
    return (
      <>
        <PageHead trail={[]} title={words.notFound} subtitle={words.notFoundText} />
        <Link to="/">{words.toList(words.home)}</Link>
      </>
    )
  }
  const { place, rest } = found
  if (place.kind === 'singleton') return <ObjectPage key={place.object} place={place} id="singleton" />
  if (rest === undefined) return <ListPage key={place.object} place={place} query={query} />
  if (rest === 'new' && place.can.create) return <CreatePage key={place.object} place={place} />
  return <ObjectPage key={path} place={place} id={rest} />
}
