import { useConsole } from '../app/console-context.ts'
import { Link } from '../app/link.tsx'
import { PageHead } from './page-head.tsx'

/** Where one comes in: every page with what it is for. */
export function HomePage() {
  const { menus, schema, words } = useConsole()
  return (
    <>
      <PageHead trail={[]} title={words.home} subtitle={words.homeText} />
      {menus.map(({ name, groups }) => (
        <section key={name} class="overview">
          <h2>{name}</h2>
          <ul>
            {groups
              .flatMap(({ places }) => places)
              .map(({ path, label, object }) => {
                const known = schema.objects[object]
                return (
                  <li key={path} class="card">
                    <Link to={path}>{label}</Link>
                    <p class="help">{known !== undefined && 'description' in known ? known.description : ''}</p>
                  </li>
                )
              })}
          </ul>
        </section>
      ))}
    </>
  )
}
