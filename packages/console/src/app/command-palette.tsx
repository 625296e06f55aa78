import { useId, useMemo, useState } from 'preact/hooks'
import { Dialog } from '../dialogs/dialog.tsx'
import { controlId, showControl } from '../fields/field-context.ts'
import { type Entry, entriesOf, findEntries } from '../schema/find-entries.ts'
import { useConsole } from './console-context.ts'

/** Pages and settings that are shown at once. */
const mostShown = 12

/** Goes to any page or setting by what is typed. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const { schema, places, words, go } = useConsole()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const id = useId()
  const entries = useMemo(() => entriesOf(schema, places), [schema, places])
  const found = findEntries(entries, typed, mostShown)
  const open = (entry: Entry | undefined): void => {
    if (entry === undefined) return
    onClose()
    go(entry.path)
    if (entry.field !== undefined) focusWhenThere(controlId(entry.field), 40)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && found.length > 0) {
      event.preventDefault()
      setChosen((chosen + step + found.length) % found.length)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      open(found[chosen])
    }
  }
  return (
    <Dialog title={words.search} onClose={onClose}>
      <input
        type="search"
        role="combobox"
        aria-label={words.searchHint}
        aria-expanded={found.length > 0}
        aria-controls={id}
        aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
        placeholder={words.searchHint}
        autocomplete="off"
        spellcheck={false}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id={id} role="listbox" aria-label={words.searchHint} class="found">
        {found.map((entry, index) => (
          <div
            key={`${entry.path}${entry.field ?? ''}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onClick={() => open(entry)}
            onKeyDown={onKeyDown}
          >
            <span>{entry.label}</span>
            <span class="muted">{entry.trail}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p role="status">{words.nothingFound}</p>}
    </Dialog>
  )
}

/** The page may still have to load what it shows. @param tries frames to wait at most */
function focusWhenThere(id: string, tries: number): void {
  const element = document.getElementById(id)
  if (element !== null) showControl(element)
  else if (tries > 0) setTimeout(() => focusWhenThere(id, tries - 1), 50)
}
