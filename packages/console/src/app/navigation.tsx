import { useEffect, useRef } from 'preact/hooks'
import { useConsole } from './console-context.ts'
import { Link } from './link.tsx'

/** The menus of the schema, as far as the person may see them. */
export function Navigation({ path }: { readonly path: string }) {
  const { menus, words } = useConsole()
  const element = useRef<HTMLElement>(null)
  // Each place shows where it is in a menu that is longer than the window; the page itself stays where it is.
  useEffect(() => {
    const menu = element.current
    const link = menu?.querySelector<HTMLElement>('[aria-current]')
    if (!menu || !link) return
    const isSeen = link.offsetTop >= menu.scrollTop && link.offsetTop + link.offsetHeight <= menu.scrollTop + menu.clientHeight
    if (!isSeen) menu.scrollTop = link.offsetTop - menu.clientHeight / 2
  }, [path])
  return (
    <nav aria-label={words.console} class="menus" ref={element}>
      <Link to="/" {...(path === '/' && { 'aria-current': 'page' as const })}>
        {words.home}
      </Link>
      {menus.map(({ name, groups }) => (
        <section key={name}>
          <h2>{name}</h2>
          {groups.map((group) => (
            <div key={group.name ?? ''}>
              {group.name !== undefined && <h3>{group.name}</h3>}
              <ul>
                {group.places.map((place) => (
                  <li key={place.path}>
                    <Link
                      to={place.path}
                      {...((path === place.path || path.startsWith(`${place.path}/`)) && { 'aria-current': 'page' as const })}
                    >
                      {place.label}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </section>
      ))}
    </nav>
  )
}
