import { useEffect, useRef, useState } from 'preact/hooks'
import { RequestFailure } from '../api/failure.ts'
import { createObject } from '../api/objects.ts'
import { useConsole } from '../app/console-context.ts'
import { Link } from '../app/link.tsx'
import { SecretOnce } from '../dialogs/secret-once.tsx'
import { ShownValue } from '../fields/shown-value.tsx'
import { type Form, fieldsOf, formsOf, newValue } from '../schema/forms.ts'
import { type Place, pathOf } from '../schema/places.ts'
import { secretNames } from '../schema/secret-names.ts'
import { type Refusal, refusalOf } from '../schema/set-errors.ts'
import type { JsonObject } from '../values/json.ts'
import { patchOf, secretsIn } from '../values/patch.ts'
import { ObjectForm } from './object-form.tsx'
import { PageHead } from './page-head.tsx'

/** The form of a new object; what only now can be read of it, its secret, is shown before anything else. */
export function CreatePage({ place }: { readonly place: Place }) {
  const { api, schema, words, go, guard, announce, fail } = useConsole()
  const forms = formsOf(schema, place.object)
  const [form, setForm] = useState<Form | undefined>(forms[0])
  const [initial, setInitial] = useState<JsonObject>(() => (forms[0] === undefined ? {} : newValue(forms[0])))
  const [value, setValue] = useState(initial)
  const [refusal, setRefusal] = useState<Refusal>()
  const [isBusy, setBusy] = useState(false)
  const [made, setMade] = useState<JsonObject>()
  const unsaved = useRef(false)
  const secrets = made === undefined ? [] : secretsIn(made, secretNames(schema))
  // A secret that is shown now can be read never again.
  unsaved.current = made === undefined ? Object.keys(patchOf(initial, value)).length > 0 : secrets.length > 0
  useEffect(() => guard(() => unsaved.current), [guard])
  const list = schema.lists[place.object]
  if (form === undefined || list === undefined) return null

  const choose = (variant: string): void => {
    const next = forms.find((one) => one.variant === variant)
    if (next === undefined) return
    setForm(next)
    setInitial(newValue(next))
    setValue(newValue(next))
    setRefusal(undefined)
  }
  const create = (): void => {
    if (isBusy) return
    setBusy(true)
    setRefusal(undefined)
    const said = { ...(form.variant === undefined ? {} : { '@type': form.variant }), ...patchOf(initial, value) }
    createObject(api, place.object, said)
      .then((outcome) => {
        if (outcome.kind === 'refused') return setRefusal(refusalOf(outcome.error, words))
        // What has no columns is done when it is created, and not kept.
        const isKept = list.columns.length > 0
        announce(isKept ? words.created : words.done)
        unsaved.current = false
        if (isKept && secretsIn(outcome.value, secretNames(schema)).length === 0) return go(pathAfter(outcome.value))
        setMade(outcome.value)
      })
      .catch((cause: unknown) => {
        if (cause instanceof RequestFailure) fail(cause)
      })
      .finally(() => setBusy(false))
  }
  const pathAfter = (created: JsonObject): string => pathOf([place], place.object, String(created['id'])) ?? place.path
  const leave = (created: JsonObject): void => {
    unsaved.current = false
    go(pathAfter(created))
  }
  const trail = [...place.trail.slice(0, -1).map((label) => ({ label })), { label: place.label, path: place.path }]
  return (
    <>
      <PageHead trail={trail} title={words.create(list.singularName)} subtitle={list.subtitle} />
      {made === undefined && forms.length > 1 && (
        <section class="card">
          <div class="field">
            <label for="variant">{words.kind}</label>
            <select id="variant" value={form.variant} onChange={(event) => choose(event.currentTarget.value)}>
              {forms.map(({ variant, label }) => (
                <option key={variant} value={variant}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </section>
      )}
      {made === undefined && (
        <ObjectForm form={form} value={value} onChange={setValue} onSubmit={create} refusal={refusal} mode="create">
          <div class="save-bar">
            <button type="submit" class="primary" disabled={isBusy}>
              {isBusy ? words.saving : words.createIt}
            </button>
            <Link to={place.path} class="button">
              {words.cancel}
            </Link>
          </div>
        </ObjectForm>
      )}
      {made !== undefined && secrets.length === 0 && <Outcome form={form} made={made} />}
      {made !== undefined && secrets.length > 0 && (
        <SecretOnce form={form} made={{ ...value, ...made }} secrets={secrets} onClose={() => leave(made)} />
      )}
    </>
  )
}

/** What came of something that is done when it is created, and not kept. */
function Outcome({ form, made }: { readonly form: Form; readonly made: JsonObject }) {
  const { words } = useConsole()
  const fields = fieldsOf(form).filter(({ name }) => Object.hasOwn(made, name))
  return (
    <section class="card" role="status">
      <h2>{words.done}</h2>
      <dl>
        {fields.map(({ name, label, type }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>
              <ShownValue type={type} value={made[name] ?? null} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
