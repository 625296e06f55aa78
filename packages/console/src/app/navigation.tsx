import { useEffect, useRef } from 'preact/hooks'
import { useConsole } from './console-context.ts'
import { Link } from './link.tsx'

/** The menus of the schema, as far as the person may see them. */
export function Navigation({ path }: { readonly path: string }) {
  const { menus, words } = useConsole()
  const element = useRef<HTMLElement>(null)
  // Each place shows where it is in a menu that is longer than the window.
  useEffect(() => element.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }), [path])
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
