import { useId, useState } from 'preact/hooks'
import { useConsole } from '../app/console-context.ts'
import { Dialog } from './dialog.tsx'

/** Asks for the name of what is to be removed, typed: nobody does that by mistake. */
export function ConfirmRemoval({
  label,
  onConfirm,
  onClose,
}: {
  readonly label: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}) {
  const { words } = useConsole()
  const [typed, setTyped] = useState('')
  const id = useId()
  const onSubmit = (event: Event): void => {
    event.preventDefault()
    if (typed === label) onConfirm()
  }
  return (
    <Dialog title={words.removeTitle(label)} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <p>{words.removeText}</p>
        <label for={id}>{words.typeToConfirm(label)}</label>
        <input
          id={id}
          value={typed}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <div class="actions">
          <button type="submit" class="danger" disabled={typed !== label}>
            {words.remove}
          </button>
          <button type="button" onClick={onClose}>
            {words.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
