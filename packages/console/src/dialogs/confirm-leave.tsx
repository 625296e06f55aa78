import { useConsole } from '../app/console-context.ts'
import { Dialog } from './dialog.tsx'

/** Asks whether to leave a page on which something is not saved. */
export function ConfirmLeave({ onLeave, onStay }: { readonly onLeave: () => void; readonly onStay: () => void }) {
  const { words } = useConsole()
  return (
    <Dialog title={words.leave} onClose={onStay}>
      <p>{words.leaveText}</p>
      <div class="actions">
        <button type="button" class="primary" onClick={onStay}>
          {words.stay}
        </button>
        <button type="button" class="danger" onClick={onLeave}>
          {words.leaveIt}
        </button>
      </div>
    </Dialog>
  )
}
