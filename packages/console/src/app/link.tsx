import type { ComponentChildren, JSX } from 'preact'
import { useConsole } from './console-context.ts'

/** A link within the console: the browser opens it in a new tab as any other, and otherwise loads nothing anew. */
export function Link({
  to,
  children,
  ...others
}: { readonly to: string; readonly children: ComponentChildren } & Pick<
  JSX.HTMLAttributes<HTMLAnchorElement>,
  'class' | 'aria-current'
>) {
  const { base, go } = useConsole()
  const onClick = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a href={`${base}/admin${to === '/' ? '' : to}`} onClick={onClick} {...others}>
      {children}
    </a>
  )
}
