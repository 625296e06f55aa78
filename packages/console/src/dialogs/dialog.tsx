import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

/** A dialog that has the focus as long as it is there; Escape closes it. The browser keeps the rest of the page out of reach. */
export function Dialog({
  title,
  onClose,
  children,
  isWide = false,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
  readonly isWide?: boolean
}) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement
    element.current?.showModal()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const onCancel = (event: Event): void => {
    event.preventDefault()
    onClose()
  }
  // A browser closes it at the second Escape without asking; what is shown only once would be gone.
  const onClosed = (): void => element.current?.showModal()
  return (
    <dialog ref={element} aria-labelledby={id} onCancel={onCancel} onClose={onClosed} class={isWide ? 'wide' : undefined}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}
