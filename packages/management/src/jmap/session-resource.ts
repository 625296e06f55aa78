import type { JsonObject } from '../ports/json.ts'
import { coreCapability } from './capabilities.ts'
import type { Limits } from './contract.ts'
import { jsonObject } from './json-object.ts'
import { collationAlgorithms } from './query-arguments.ts'

export interface SessionOptions {
  /** What the paths go behind, without trailing slash. */
  readonly baseUrl: string
  /** Besides core: what each says of itself. */
  readonly capabilities: Readonly<Record<string, JsonObject>>
  readonly limits: Limits
  /** Absent: nobody is authenticated. */
  readonly account?: { readonly id: string; readonly name: string }
  /** Changes whenever anything else of the resource does. */
  readonly state: string
}

/**
 * The session resource: what the server can do, and the account of whoever asks. Blobs do not exist, so nothing can be uploaded; the URLs
 * for them are there because the RFC wants them.
 * @see RFC8620-2
 */
export function sessionResource({ baseUrl, capabilities, limits, account, state }: SessionOptions): JsonObject {
  const names = Object.keys(capabilities)
  return {
    capabilities: { [coreCapability]: core(limits), ...capabilities },
    accounts:
      account === undefined
        ? {}
        : jsonObject([
            [
              account.id,
              {
                name: account.name,
                isPersonal: true,
                isReadOnly: false,
                accountCapabilities: jsonObject(names.map((name) => [name, {}])),
              },
            ],
          ]),
    primaryAccounts: account === undefined ? {} : jsonObject(names.map((name) => [name, account.id])),
    username: account?.name ?? '',
    apiUrl: `${baseUrl}/jmap/`,
    downloadUrl: `${baseUrl}/jmap/download/{accountId}/{blobId}/{name}?accept={type}`,
    uploadUrl: `${baseUrl}/jmap/upload/{accountId}/`,
    eventSourceUrl: `${baseUrl}/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}`,
    state,
  }
}

function core(limits: Limits): JsonObject {
  return {
    maxSizeUpload: 0,
    maxConcurrentUpload: 0,
    maxSizeRequest: limits.maxSizeRequest,
    maxConcurrentRequests: limits.maxConcurrentRequests,
    maxCallsInRequest: limits.maxCallsInRequest,
    maxObjectsInGet: limits.maxObjectsInGet,
    maxObjectsInSet: limits.maxObjectsInSet,
    collationAlgorithms,
  }
}
