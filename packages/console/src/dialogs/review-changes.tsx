import type { PlannedChange } from '@latchkey/management/schema'
import { useConsole } from '../app/console-context.ts'
import { briefText } from '../fields/shown-value.tsx'
import { type Form, fieldsOf } from '../schema/forms.ts'
import type { Place } from '../schema/places.ts'
import { saysSecret, updateCommand } from '../values/command-line.ts'
import type { Json, JsonObject } from '../values/json.ts'
import { withoutSecret } from '../values/without-secrets.ts'
import { CopyButton } from './copy-button.tsx'
import { Dialog } from './dialog.tsx'

/** What is about to change, what it means for security, and how the command line would say it. */
export function ReviewChanges({
  place,
  form,
  id,
  before,
  patch,
  change,
  isSaving,
  onSave,
  onClose,
}: {
  readonly place: Place
  readonly form: Form
  readonly id: string
  readonly before: JsonObject
  readonly patch: JsonObject
  readonly change: PlannedChange | undefined
  readonly isSaving: boolean
  readonly onSave: () => void
  readonly onClose: () => void
}) {
  const console = useConsole()
  const { words } = console
  const fields = new Map(fieldsOf(form).map((field) => [field.name, field]))
  const isDuration = (name: string): boolean => {
    const type = fields.get(name)?.type
    return type?.type === 'number' && type.format === 'duration'
  }
  const shown = (name: string, value: Json | undefined): string =>
    briefText(withoutSecret(name, value ?? null), fields.get(name)?.type, console)
  const command = updateCommand(place.object, place.kind === 'singleton' ? undefined : id, patch, isDuration)
  return (
    <Dialog title={words.changes(Object.keys(patch).length)} onClose={onClose} isWide>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.after}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(patch).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{fields.get(name)?.label ?? name}</th>
              <td>{shown(name, before[name])}</td>
              <td>{shown(name, value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {change !== undefined && change.effects.length > 0 && (
        <ul class="effects">
          {change.effects.map(({ weight, text }) => (
            <li key={text} class={weight}>
              <strong>{words.effects[weight]}:</strong> {text}
            </li>
          ))}
        </ul>
      )}
      <div class="actions">
        <button type="button" class="primary" disabled={isSaving} onClick={onSave}>
          {isSaving ? words.saving : words.save}
        </button>
        <button type="button" onClick={onClose}>
          {words.cancel}
        </button>
      </div>
      <details>
        <summary>{words.commandLine}</summary>
        <pre>{command}</pre>
        {saysSecret(patch) && <p class="help">{words.commandSecrets}</p>}
        <CopyButton text={command} />
      </details>
    </Dialog>
  )
}
