import { useState } from 'preact/hooks'
import { useConsole } from '../app/console-context.ts'

/** Copies a text, and says that it has. */
export function CopyButton({ text }: { readonly text: string }) {
  const { words, announce } = useConsole()
  const [isCopied, setCopied] = useState(false)
  const copy = (): void => {
    navigator.clipboard
      .writeText(text)
      .then(() => {
        setCopied(true)
        announce(words.copied)
      })
      // Without the permission the text can still be selected.
      .catch(() => setCopied(false))
  }
  return (
    <button type="button" onClick={copy}>
      {isCopied ? words.copied : words.copy}
    </button>
  )
}
