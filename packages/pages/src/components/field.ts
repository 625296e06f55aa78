import { type Html, html } from '../html.ts'
import type { Translator } from '../i18n/translator.ts'

export interface FieldProblem {
  /** Stands below the field. Absent: the summary says it all. */
  readonly text?: string
}

interface Field {
  /** Name and id. */
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  readonly problem?: FieldProblem | undefined
  /** Takes the focus when the page opens. At most one, and none where a problem summary takes it. */
  readonly hasFocus: boolean
}

/** The user name: what was typed stays. */
export function usernameField(field: Field & { readonly value?: string | undefined; readonly autocomplete: string }): Html {
  return labelled(
    field,
    html`<input id="${field.name}" name="${field.name}" type="text" value="${field.value ?? ''}" autocomplete="${field.autocomplete}" autocapitalize="none" autocorrect="off" spellcheck="false" enterkeyhint="next" required${state(field)}>`,
  )
}

/** The e-mail address that somebody signs in with. */
export function emailField(field: Field & { readonly value?: string | undefined }): Html {
  return labelled(
    field,
    html`<input id="${field.name}" name="${field.name}" type="email" value="${field.value ?? ''}" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" enterkeyhint="next" maxlength="254" required${state(field)}>`,
  )
}

/** The name that others know somebody by. */
export function nameField(field: Field & { readonly value?: string | undefined }): Html {
  return labelled(
    field,
    html`<input id="${field.name}" name="${field.name}" type="text" value="${field.value ?? ''}" autocomplete="name" autocapitalize="words" spellcheck="false" enterkeyhint="next" maxlength="254" required${state(field)}>`,
  )
}

/** Text that is no name and no secret, in capitals where the keyboard can choose. */
export function textField(field: Field & { readonly value?: string | undefined }): Html {
  return labelled(
    field,
    html`<input id="${field.name}" name="${field.name}" type="text" value="${field.value ?? ''}" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false" required${state(field)}>`,
  )
}

/** A password: never filled by us. The button that shows it appears with script. */
export function passwordField(
  t: Translator,
  field: Field & { readonly autocomplete: 'current-password' | 'new-password'; readonly showLabel: string },
): Html {
  return html`${labelled(
    field,
    html`<input id="${field.name}" name="${field.name}" type="password" autocomplete="${field.autocomplete}" autocapitalize="none" autocorrect="off" spellcheck="false" required${state(field)}>${revealButton(field.name, field.showLabel)}`,
  )}<p class="caps-lock" role="status" data-for="${field.name}" data-caps-lock="${t.text('password.capsLock')}"></p>`
}

function labelled(field: Field, control: Html): Html {
  const { name, label, hint, problem } = field
  return html`<div class="field">
<label for="${name}">${label}</label>
<div class="input">${control}</div>
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${problem?.text !== undefined && html`<p class="field-problem" id="${name}-problem">${problem.text}</p>`}
</div>
`
}

function state({ name, hint, problem, hasFocus }: Field): Html {
  const described = [
    hint !== undefined && `${name}-hint`,
    problem && (problem.text === undefined ? 'problem' : `${name}-problem`),
  ]
  const ids = described.filter((id) => typeof id === 'string').join(' ')
  return html`${hasFocus && html` autofocus`}${problem !== undefined && html` aria-invalid="true"`}${ids !== '' && html` aria-describedby="${ids}"`}`
}

function revealButton(controls: string, label: string): Html {
  return html`<button class="reveal" type="button" hidden data-reveal aria-pressed="false" aria-controls="${controls}" aria-label="${label}" title="${label}"><svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="2.8"/><path class="slash" d="M4 20 20 4"/></svg></button>`
}
