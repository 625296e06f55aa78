import { clientCredentials, introspection } from './api-tokens.ts'
import { codeFlow } from './code-flow.ts'
import { discovery, jwks, userinfo } from './documents.ts'
import { dpopUserinfo } from './dpop-userinfo.ts'
import type { Operation, OperationName } from './operation.ts'
import { par } from './par.ts'
import { refreshEs256, refreshRs256 } from './refresh.ts'

/** Every operation by its name. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  discovery,
  jwks,
  userinfo,
  introspection,
  'client-credentials': clientCredentials,
  'dpop-userinfo': dpopUserinfo,
  par,
  'refresh-es256': refreshEs256,
  'refresh-rs256': refreshRs256,
  'code-flow': codeFlow,
}
