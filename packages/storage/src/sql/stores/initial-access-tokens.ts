import type { InitialAccessToken, InitialAccessTokenStore } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import type { Changer } from '../objects/changer.ts'
import type { OwnRecords } from '../objects/own-records.ts'
import type { Operation } from '../operation.ts'
import { readOnly } from '../read-only.ts'

export interface InitialAccessTokenStoreParts {
  readonly engine: Engine
  readonly own: OwnRecords
  readonly changer: Changer
}

const object = 'InitialAccessToken'

interface Found {
  readonly id: string
  readonly version: number
  readonly token: InitialAccessToken
}

export function initialAccessTokenStore({ engine, own, changer }: InitialAccessTokenStoreParts): InitialAccessTokenStore {
  const table = own.tables.find((each) => each.object === object)
  if (table === undefined) throw new TypeError('there is no table of initial access tokens')
  const { withKeys } = table

  /** One that can be used now. */
  function* usable(digest: string, now: number): Operation<Found | undefined> {
    const [found] = yield* withKeys([digest])
    if (found === undefined) return undefined
    // The table of a type holds records of that type.
    const token = found.record as InitialAccessToken
    const isOver = token.expiresAt !== undefined && token.expiresAt <= now
    const isSpent = token.maxUses !== undefined && token.uses >= token.maxUses
    return isOver || isSpent ? undefined : { id: found.id, version: found.version, token }
  }

  return {
    find: async (digest, now) => (await readOnly(engine, usable(digest, now)))?.token,
    register: ({ digest, client, now, origin }) =>
      engine.transact(function* () {
        // From here on nobody else uses or changes a token until this one is counted.
        yield* changer.begun()
        const found = yield* usable(digest, now)
        if (found === undefined) return 'refused'
        const { id, version, token } = found
        const counted = { ...token, uses: token.uses + 1 }
        const { kind } = yield* changer.changed(
          [
            { object: 'OAuthClient', kind: 'create', record: client },
            { object, kind: 'replace', id, version, record: counted },
          ],
          { origin, now, rules: 'own' },
        )
        return kind === 'committed' ? 'registered' : 'exists'
      }),
  }
}
