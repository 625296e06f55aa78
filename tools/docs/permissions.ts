import { fixedPermissions, permissionEnum, userPermissions } from '../../packages/management/src/access/permissions.ts'
import { objectDeclarations } from '../../packages/management/src/object-catalogue.ts'
import { head, type ReferenceFile, table } from './markdown.ts'

/** Every permission. */
export function permissionReference(): ReferenceFile {
  const ofUsers = new Set(userPermissions)
  const fixed: ReadonlySet<string> = new Set(fixedPermissions.map(({ name }) => name))
  const rows = permissionEnum(objectDeclarations).values.map(({ name, label, explanation }) => [
    `\`${name}\``,
    fixed.has(name) && explanation !== undefined ? explanation : label,
    ofUsers.has(name) ? 'yes' : '',
  ])
  return {
    path: 'permissions.md',
    text: `${head(
      'Permissions',
      'What an account, an API key or an app password may do. Roles give permissions to accounts and groups; the administrator role gives all of them, the user role those that are marked. Nobody can give what they do not have. A method call without the permission of its object and verb is answered with `forbidden`.',
    )}${table(['Permission', 'Allows to', 'User'], rows)}\n`,
  }
}
