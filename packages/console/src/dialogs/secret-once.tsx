import { useConsole } from '../app/console-context.ts'
import { type Form, fieldsOf } from '../schema/forms.ts'
import type { JsonObject } from '../values/json.ts'
import { CopyButton } from './copy-button.tsx'
import { Dialog } from './dialog.tsx'

/** The secrets of a new object, once, with the identifier that belongs to them. */
export function SecretOnce({
  form,
  made,
  secrets,
  onClose,
}: {
  readonly form: Form
  readonly made: JsonObject
  readonly secrets: readonly (readonly [name: string, secret: string])[]
  readonly onClose: () => void
}) {
  const { words } = useConsole()
  const labels = new Map(fieldsOf(form).map(({ name, label }) => [name, label]))
  const identifiers = ['clientId'].flatMap((name) => (typeof made[name] === 'string' ? [[name, made[name]] as const] : []))
  return (
    <Dialog title={words.secretOnce} onClose={() => undefined} isWide>
      <p>{words.secretOnceText}</p>
      {[...identifiers, ...secrets].map(([name, text]) => (
        <div class="field" key={`${name}${text}`}>
          <span class="label">{labels.get(name) ?? name}</span>
          <div class="beside">
            <code class="once">{text}</code>
            <CopyButton text={text} />
          </div>
        </div>
      ))}
      <div class="actions">
        <button type="button" class="primary" onClick={onClose}>
          {words.secretStored}
        </button>
      </div>
    </Dialog>
  )
}
