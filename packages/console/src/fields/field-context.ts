import type { Json } from '../values/json.ts'

/** What each control of a form is given. */
export interface ControlProps<Type> {
  readonly type: Type
  readonly value: Json
  readonly onChange: (value: Json) => void
  /** Of the element that a label names. */
  readonly id: string
  /** Names of members from the form on, with slashes: where the server says that something is wrong. */
  readonly path: string
  readonly label: string
  readonly placeholder?: string | undefined
  readonly describedBy: string | undefined
  readonly isInvalid: boolean
}

/** Attributes that tell assistive technology of a control what is said below it. */
export function described({ id, describedBy, isInvalid }: Pick<ControlProps<unknown>, 'id' | 'describedBy' | 'isInvalid'>) {
  return { id, 'aria-describedby': describedBy, 'aria-invalid': isInvalid || undefined } as const
}

/** Id of the control of a field. */
export function controlId(path: string): string {
  return `field-${path.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`
}

/** Gives a control the focus, in whatever section it is folded away. */
export function showControl(element: HTMLElement | null): void {
  const folded = element?.closest('details')
  if (folded instanceof HTMLDetailsElement) folded.open = true
  element?.focus()
  element?.scrollIntoView({ block: 'center' })
}
