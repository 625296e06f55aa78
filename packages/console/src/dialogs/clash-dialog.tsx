import { useConsole } from '../app/console-context.ts'
import { briefText } from '../fields/shown-value.tsx'
import { type Form, fieldsOf } from '../schema/forms.ts'
import type { Clash } from '../screens/use-draft.ts'
import type { Json } from '../values/json.ts'
import { relativeTime } from '../values/times.ts'
import { withoutSecret } from '../values/without-secrets.ts'
import { Dialog } from './dialog.tsx'

/** Somebody else was faster: who, what they made of it, and what to do with one's own changes. */
export function ClashDialog({
  clash,
  form,
  onTakeTheirs,
  onKeepMine,
}: {
  readonly clash: Clash
  readonly form: Form
  readonly onTakeTheirs: () => void
  readonly onKeepMine: () => void
}) {
  const console = useConsole()
  const { words, locale } = console
  const fields = new Map(fieldsOf(form).map((field) => [field.name, field]))
  const { last, conflicts } = clash
  const shown = (name: string, value: Json): string => briefText(withoutSecret(name, value), fields.get(name)?.type, console)
  return (
    <Dialog title={words.conflict} onClose={onKeepMine} isWide>
      {last !== undefined && <p>{words.conflictBy(last.by, relativeTime(Date.parse(last.at), Date.now(), locale))}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.theirs}</th>
            <th scope="col">{words.mine}</th>
          </tr>
        </thead>
        <tbody>
          {conflicts.map(({ field, before, theirs, mine }) => (
            <tr key={field}>
              <th scope="row">{fields.get(field)?.label ?? field}</th>
              <td>{shown(field, before)}</td>
              <td>{shown(field, theirs)}</td>
              <td>{mine === undefined ? words.unchanged : shown(field, mine)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="actions">
        <button type="button" class="primary" onClick={onKeepMine}>
          {words.keepMine}
        </button>
        <button type="button" class="danger" onClick={onTakeTheirs}>
          {words.takeTheirs}
        </button>
      </div>
    </Dialog>
  )
}
