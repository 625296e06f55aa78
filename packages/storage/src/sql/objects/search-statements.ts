import type { ManagedName } from '@latchkey/management/stores'
import { sql } from 'kysely'
import type { Engine } from '../engine.ts'
import { bulk, type Rows, type Slots, type Statement, statement } from '../statement.ts'
import { idSource } from './id-source.ts'

interface ObjectKey {
  readonly object: ManagedName
  readonly id: string
}
type IndexKey = ObjectKey & { readonly property: string; readonly value: string; readonly edge: number }
type LackKey = ObjectKey & { readonly property: string }
type TermKey = ObjectKey & { readonly term: string; readonly shared: number }
type LinkKey = ObjectKey & { readonly toObject: ManagedName; readonly toId: string }

/** The statements on the tables by which objects are found. */
export function searchStatements({ queries }: Engine) {
  const idsOf = (rows: Rows<ObjectKey>) => rows.map(({ id }) => id)
  const lackAll = new Map<ManagedName, Statement<{ property: string }, unknown>>()
  return {
    indexOf: bulk('search_index_of', 'list', (rows: Rows<ObjectKey>) =>
      queries
        .selectFrom('object_index')
        .select(['id', 'property', 'value', 'edge'])
        .where('object', '=', rows[0].object)
        .where('id', 'in', idsOf(rows)),
    ),
    termsOf: bulk('search_terms_of', 'list', (rows: Rows<ObjectKey>) =>
      queries
        .selectFrom('object_terms')
        .select(['id', 'term', 'shared'])
        .where('object', '=', rows[0].object)
        .where('id', 'in', idsOf(rows)),
    ),
    linksOf: bulk('search_links_of', 'list', (rows: Rows<ObjectKey>) =>
      queries
        .selectFrom('object_links')
        .select(['id', 'to_object', 'to_id'])
        .where('object', '=', rows[0].object)
        .where('id', 'in', idsOf(rows)),
    ),
    referrers: bulk('search_referrers', 'list', (rows: Rows<ObjectKey & { readonly limit: number }>) =>
      queries
        .selectFrom('object_links')
        .select(['object', 'id', 'to_id'])
        .where('to_object', '=', rows[0].object)
        .where(
          'to_id',
          'in',
          rows.map(({ id }) => id),
        )
        .limit(rows[0].limit),
    ),
    properties: statement('search_properties', (p: Slots<{ object: ManagedName }>) =>
      queries.selectFrom('object_properties').select(['property', 'multiple']).where('object', '=', p.object),
    ),
    learn: statement('search_learn', (p: Slots<{ object: ManagedName; property: string; multiple: number }>) =>
      queries
        .insertInto('object_properties')
        .values({ object: p.object, property: p.property, multiple: p.multiple })
        .onConflict((conflict) => conflict.columns(['object', 'property']).doUpdateSet({ multiple: p.multiple })),
    ),
    /** One statement a type. */
    lackAll(object: ManagedName): Statement<{ property: string }, unknown> {
      const known = lackAll.get(object)
      if (known !== undefined) return known
      const made = statement(`search_lack_all_${object}`, (p: Slots<{ property: string }>) => ({
        compile: () =>
          sql`insert into object_lacks (object, property, id)
            select ${sql.lit(object)}, ${p.property}, source.id from ${idSource(object)} as source`.compile(queries),
      }))
      lackAll.set(object, made)
      return made
    },
    addIndex: bulk('search_add_index', 'rows', (rows: Rows<IndexKey>) =>
      queries
        .insertInto('object_index')
        .values(rows.map((p) => ({ object: p.object, property: p.property, value: p.value, id: p.id, edge: p.edge }))),
    ),
    addLacks: bulk('search_add_lacks', 'rows', (rows: Rows<LackKey>) =>
      queries.insertInto('object_lacks').values(rows.map((p) => ({ object: p.object, property: p.property, id: p.id }))),
    ),
    addTerms: bulk('search_add_terms', 'rows', (rows: Rows<TermKey>) =>
      queries
        .insertInto('object_terms')
        .values(rows.map((p) => ({ object: p.object, shared: p.shared, term: p.term, id: p.id }))),
    ),
    addLinks: bulk('search_add_links', 'rows', (rows: Rows<LinkKey>) =>
      queries
        .insertInto('object_links')
        .values(rows.map((p) => ({ object: p.object, id: p.id, to_object: p.toObject, to_id: p.toId }))),
    ),
    removeIndex: statement('search_remove_index', (p: Slots<IndexKey>) =>
      queries
        .deleteFrom('object_index')
        .where('object', '=', p.object)
        .where('property', '=', p.property)
        .where('value', '=', p.value)
        .where('id', '=', p.id)
        .where('edge', '=', p.edge),
    ),
    removeLack: statement('search_remove_lack', (p: Slots<LackKey>) =>
      queries.deleteFrom('object_lacks').where('object', '=', p.object).where('property', '=', p.property).where('id', '=', p.id),
    ),
    removeTerm: statement('search_remove_term', (p: Slots<TermKey>) =>
      queries
        .deleteFrom('object_terms')
        .where('object', '=', p.object)
        .where('shared', '=', p.shared)
        .where('term', '=', p.term)
        .where('id', '=', p.id),
    ),
    removeLink: statement('search_remove_link', (p: Slots<LinkKey>) =>
      queries
        .deleteFrom('object_links')
        .where('object', '=', p.object)
        .where('id', '=', p.id)
        .where('to_object', '=', p.toObject)
        .where('to_id', '=', p.toId),
    ),
    forgetIndex: bulk('search_forget_index', 'list', (rows: Rows<ObjectKey>) =>
      queries.deleteFrom('object_index').where('object', '=', rows[0].object).where('id', 'in', idsOf(rows)),
    ),
    forgetTerms: bulk('search_forget_terms', 'list', (rows: Rows<ObjectKey>) =>
      queries.deleteFrom('object_terms').where('object', '=', rows[0].object).where('id', 'in', idsOf(rows)),
    ),
    forgetLinks: bulk('search_forget_links', 'list', (rows: Rows<ObjectKey>) =>
      queries.deleteFrom('object_links').where('object', '=', rows[0].object).where('id', 'in', idsOf(rows)),
    ),
  }
}
