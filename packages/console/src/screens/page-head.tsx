import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useConsole } from '../app/console-context.ts'
import { Link } from '../app/link.tsx'

/** Where one is, and what it is called. The heading gets the focus, so that a screen reader tells of the new page. */
export function PageHead({
  trail,
  title,
  subtitle,
  children,
}: {
  /** From the menu on; what has a path is a link. */
  readonly trail: readonly { readonly label: string; readonly path?: string }[]
  readonly title: string
  readonly subtitle?: string | undefined
  /** Buttons. */
  readonly children?: ComponentChildren
}) {
  const { words } = useConsole()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Latchkey`
    if (document.querySelector('dialog[open]') === null) heading.current?.focus({ preventScroll: true })
  }, [title])
  return (
    <header class="page-head">
      <nav aria-label={words.menu}>
        <ol class="trail">
          {trail.map(({ label, path }) => (
            <li key={label}>{path === undefined ? label : <Link to={path}>{label}</Link>}</li>
          ))}
        </ol>
      </nav>
      <div class="title">
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        <div class="title-actions">{children}</div>
      </div>
      {subtitle !== undefined && subtitle !== '' && <p class="muted">{subtitle}</p>}
    </header>
  )
}
