import { useState } from 'preact/hooks'
import { RequestFailure } from '../api/failure.ts'
import { destroyObject } from '../api/objects.ts'
import { useConsole } from '../app/console-context.ts'
import { Link } from '../app/link.tsx'
import { ClashDialog } from '../dialogs/clash-dialog.tsx'
import { ConfirmRemoval } from '../dialogs/confirm-removal.tsx'
import { ReviewChanges } from '../dialogs/review-changes.tsx'
import { formOf, formsOf } from '../schema/forms.ts'
import { type Place, pathOf } from '../schema/places.ts'
import { type Refusal, refusalOf } from '../schema/set-errors.ts'
import { queryOf } from './list-state.ts'
import { ObjectForm } from './object-form.tsx'
import { PageHead } from './page-head.tsx'
import { useDraft } from './use-draft.ts'

/** One object: looked at, and changed or removed by who may. A singleton is the one object of its type. */
export function ObjectPage({ place, id }: { readonly place: Place; readonly id: string }) {
  const { api, schema, places, words, go, announce, fail } = useConsole()
  const draft = useDraft(place.object, id)
  const [isRemoving, setRemoving] = useState(false)
  const [removalRefused, setRemovalRefused] = useState<Refusal>()
  const list = schema.lists[place.object]
  const form = formOf(formsOf(schema, place.object), draft.before)
  if (form === undefined) return null
  const labelled = draft.before[list?.labelProperty ?? 'id']
  const label = typeof labelled === 'string' && labelled !== '' ? labelled : id
  const isSingleton = place.kind === 'singleton'
  const title = isSingleton ? place.label : label
  const trail = [
    ...place.trail.slice(0, isSingleton ? undefined : -1).map((name) => ({ label: name })),
    ...(isSingleton ? [] : [{ label: place.label, path: place.path }]),
  ]
  if (draft.kind === 'loading') return <p class="muted">{words.loading}</p>
  if (draft.kind === 'gone') {
    return (
      <>
        <PageHead trail={trail} title={title} />
        <p>{words.gone}</p>
        {!isSingleton && <Link to={place.path}>{words.toList(place.label)}</Link>}
      </>
    )
  }
  const remove = (): void => {
    destroyObject(api, place.object, id)
      .then((outcome) => {
        setRemoving(false)
        if (outcome.kind === 'refused') return setRemovalRefused(refusalOf(outcome.error, words))
        draft.discard()
        announce(words.removed)
        // What was typed is of no use any more, so nobody is asked about it.
        setTimeout(() => go(place.path))
      })
      .catch((cause: unknown) => {
        setRemoving(false)
        if (cause instanceof RequestFailure) fail(cause)
      })
  }
  const count = Object.keys(draft.patch).length
  const mayChange = place.can.update
  const managedBy = draft.before['managedBy']
  const declared = schema.objects[place.object]
  const isChangeable = declared !== undefined && 'verbs' in declared && declared.verbs.includes('Update')
  const history = isChangeable ? historyPath(pathOf(places, 'x:Revision'), place.object, id) : undefined
  return (
    <>
      <PageHead trail={trail} title={title} subtitle={isSingleton ? (form.subtitle ?? form.title) : list?.subtitle}>
        {history !== undefined && <Link to={history}>{words.history}</Link>}
        {place.can.destroy && !isSingleton && (
          <button type="button" class="danger" onClick={() => setRemoving(true)}>
            {words.remove}
          </button>
        )}
      </PageHead>
      {!mayChange && <p class="notice">{words.readOnly}</p>}
      {mayChange && typeof managedBy === 'string' && <p class="notice">{words.managed(managedBy)}</p>}
      <ObjectForm
        form={form}
        value={draft.value}
        onChange={draft.change}
        onSubmit={() => count > 0 && draft.review()}
        refusal={draft.refusal ?? removalRefused}
        mode={mayChange ? 'change' : 'look'}
      >
        {count > 0 && (
          <div class="save-bar">
            <span>{words.changes(count)}</span>
            <button type="submit" class="primary" disabled={draft.isSaving}>
              {words.review}
            </button>
            <button type="button" onClick={draft.discard}>
              {words.discard}
            </button>
          </div>
        )}
      </ObjectForm>
      {draft.reviewed !== undefined && (
        <ReviewChanges
          place={place}
          form={form}
          id={id}
          before={draft.before}
          patch={draft.patch}
          change={draft.reviewed.change}
          isSaving={draft.isSaving}
          onSave={draft.save}
          onClose={draft.endReview}
        />
      )}
      {draft.clash !== undefined && (
        <ClashDialog clash={draft.clash} form={form} onTakeTheirs={draft.takeTheirs} onKeepMine={draft.keepMine} />
      )}
      {isRemoving && <ConfirmRemoval label={label} onConfirm={remove} onClose={() => setRemoving(false)} />}
    </>
  )
}

/** Where the changes of an object are listed; `undefined`: that is not for the caller to see. */
function historyPath(revisions: string | undefined, object: string, id: string): string | undefined {
  if (revisions === undefined) return undefined
  const filters = { object: object.replace(/^x:/, ''), objectId: id }
  return `${revisions}${queryOf({ position: 0, sort: undefined, filters })}`
}
