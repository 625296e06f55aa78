import type { RequestFailure } from '../api/failure.ts'
import { useConsole } from '../app/console-context.ts'
import { Dialog } from './dialog.tsx'

/** Says why a request had no answer; where a sign-in helps, leads to it and back to the same page. */
export function SessionProblem({
  failure,
  at,
  onClose,
}: {
  readonly failure: RequestFailure
  /** Place within the console. */
  readonly at: string
  readonly onClose: () => void
}) {
  const { words, base } = useConsole()
  const needsSignIn = failure.kind === 'signed-out' || failure.kind === 'too-old'
  const title = { 'signed-out': words.signedOut, 'too-old': words.tooOld }[failure.kind as string] ?? words.failed
  const text =
    { unreachable: words.unreachable, throttled: words.throttled, forbidden: words.forbidden }[failure.kind as string] ??
    failure.detail
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{needsSignIn ? words.signedOutText : text}</p>
      <div class="actions">
        {needsSignIn && (
          <a class="button primary" href={`${base}/login?${new URLSearchParams({ next: 'admin', at })}`}>
            {words.signInAgain}
          </a>
        )}
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Dialog>
  )
}
