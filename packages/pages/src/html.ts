import { html as escapingTemplate } from 'hono/html'

declare const trusted: unique symbol

/** HTML that may be sent as it is. Made by the tag `html` only. */
export interface Html {
  readonly [trusted]: true
  toString(): string
}

/** What a template may hold: trusted HTML goes in as it is, everything else escaped; `false` and `undefined` are nothing. */
export type Interpolation = Html | string | number | false | undefined | readonly Html[]

/**
 * The escaping template tag. Escapes `& < > " '`, so a value is safe as text and inside a quoted attribute; an attribute value is always
 * quoted, and never holds a URL that did not pass `links.ts`.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Interpolation[]): Html {
  // Synchronous, because no interpolation is a promise.
  return escapingTemplate(strings, ...values) as unknown as Html
}
