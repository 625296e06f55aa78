import { addGroup } from '../foreign-group.ts'
import type { Members } from '../members.ts'
import type { Translation } from '../translation.ts'

/** Levels of groups in groups. */
const deepest = 32

/** What mappers must know of the groups. */
export interface GroupShape {
  /** Whether groups are in groups, so that their names alone do not tell them apart. */
  readonly isNested: boolean
}

/** The name here of a group there: its path without the slash that begins it. */
export function groupNameOf(path: string): string {
  return path.replace(/^\//, '')
}

/** Makes the groups; one within another is one of its own, called by its path. Being in one was not being in that which it is in. */
export function addGroups(groups: readonly Members[], translation: Translation): GroupShape {
  let isNested = false

  function add(group: Members, parent: string, depth: number): void {
    const name = group.text('name')
    if (name === undefined) {
      translation.mistake(group.place, 'must say name')
      return
    }
    if (depth > deepest) {
      translation.mistake(group.place, `is nested too deep: ${deepest} levels are allowed`)
      return
    }
    const path = `${parent}/${name}`
    addGroup(groupNameOf(path), group.text('description'), group.place, translation)
    group.ignore(['id', 'path', 'parentId', 'subGroupCount', 'access'])
    const within = group.each('subGroups')
    if (within.length > 0) isNested = true
    for (const one of within) add(one, path, depth + 1)
    group.leaveRest('member of a group', path)
  }

  for (const group of groups) add(group, '', 1)
  return { isNested }
}
