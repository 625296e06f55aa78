import type { Command } from './command.ts'
import { accountApprove } from './commands/account-approve.ts'
import { accountCreate } from './commands/account-create.ts'
import { accountList } from './commands/account-list.ts'
import { auditList, auditVerify } from './commands/audit.ts'
import { backup, restore } from './commands/backup.ts'
import { clientCreate } from './commands/client-create.ts'
import { clientList } from './commands/client-list.ts'
import { completion } from './commands/completion.ts'
import { create } from './commands/create.ts'
import { deleteCommand } from './commands/delete.ts'
import { describe } from './commands/describe.ts'
import { describeResource } from './commands/describe-resource.ts'
import { doctor } from './commands/doctor.ts'
import { get } from './commands/get.ts'
import { history } from './commands/history.ts'
import { importAccounts, importAuth0, importKeycloak } from './commands/import.ts'
import { keysList, keysPublish, keysRetire, keysRotate } from './commands/keys.ts'
import { login, logout } from './commands/login.ts'
import { apply, diff, plan } from './commands/plan.ts'
import { posture } from './commands/posture.ts'
import { previewToken } from './commands/preview-token.ts'
import { query } from './commands/query.ts'
import { rollback } from './commands/rollback.ts'
import { setup } from './commands/setup.ts'
import { snapshot } from './commands/snapshot.ts'
import { trace } from './commands/trace.ts'
import { update } from './commands/update.ts'
import { version } from './commands/version.ts'

/** Every command but `serve`, whose options are the start-up options; in the order of the help text. */
export const commands: readonly Command[] = [
  get,
  query,
  create,
  update,
  deleteCommand,
  describe,
  snapshot,
  plan,
  apply,
  diff,
  importKeycloak,
  importAuth0,
  importAccounts,
  history,
  rollback,
  login,
  logout,
  keysList,
  keysPublish,
  keysRotate,
  keysRetire,
  previewToken,
  describeResource,
  posture,
  auditList,
  auditVerify,
  trace,
  completion,
  setup,
  backup,
  restore,
  doctor,
  clientCreate,
  clientList,
  accountCreate,
  accountList,
  accountApprove,
  version,
]

/** What the help text says of `serve`. */
export const serveCommand: Pick<Command, 'name' | 'summary' | 'group'> = {
  name: 'serve',
  group: 'server',
  summary: 'Start the server; its options are the start-up options.',
}
