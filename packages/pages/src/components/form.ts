import type { HiddenFields } from '../contract.ts'
import { type Html, html } from '../html.ts'

/** The hidden fields of a form, as given and in order. */
export function hiddenFields(fields: HiddenFields): Html {
  return html`${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`
}

/** A submit button that says what was decided. The first one of a form is what the Enter key presses. */
export function decisionButton(options: {
  readonly decision: 'allow' | 'switch' | 'deny' | 'logout' | 'stay' | 'remove' | 'others'
  readonly label: Html | string
  readonly isQuiet?: boolean
  /** Works with required fields left empty. */
  readonly skipsValidation?: boolean
}): Html {
  const { decision, label, isQuiet, skipsValidation } = options
  const formNoValidate = skipsValidation === true && html` formnovalidate`
  return html`<button class="button${isQuiet === true && ' quiet'}" type="submit" name="decision" value="${decision}"${formNoValidate}>${label}</button>`
}

/** A link in the shape of a button. */
export function buttonLink(href: string, label: Html | string): Html {
  return html`<p class="actions"><a class="button" href="${href}">${label}</a></p>`
}
