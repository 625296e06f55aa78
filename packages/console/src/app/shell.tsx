import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useConsole } from './console-context.ts'
import { Navigation } from './navigation.tsx'

/** What every page has around it: the way past it, who is signed in, the menus. */
export function Shell({
  path,
  onSearch,
  children,
}: {
  readonly path: string
  readonly onSearch: () => void
  readonly children: ComponentChildren
}) {
  const { base, words, username } = useConsole()
  const [openAt, setOpenAt] = useState<string>()
  // A menu that was opened on a narrow screen closes when it has led somewhere.
  const isOpen = openAt === path
  return (
    <>
      <a class="skip" href="#content">
        {words.skip}
      </a>
      <header class="top">
        <button
          type="button"
          class="menu-button"
          aria-expanded={isOpen}
          aria-controls="menus"
          onClick={() => setOpenAt(isOpen ? undefined : path)}
        >
          {words.menu}
        </button>
        <span class="brand">
          <img src={`${base}/logo`} alt="" width="24" height="24" />
          Latchkey
        </span>
        <button type="button" class="search-button" onClick={onSearch} aria-keyshortcuts="Control+K Meta+K">
          {words.search} <kbd>Ctrl K</kbd>
        </button>
        <span class="person">
          <a href={`${base}/account`} aria-label={`${words.account}: ${words.signedInAs(username)}`}>
            {username}
          </a>
          <a href={`${base}/logout`}>{words.signOut}</a>
        </span>
      </header>
      <div class="body">
        <div id="menus" class={isOpen ? 'side open' : 'side'}>
          <Navigation path={path} />
        </div>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
    </>
  )
}
