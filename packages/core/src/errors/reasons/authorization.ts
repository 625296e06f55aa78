import type { Reason } from '../reason.ts'

export const authorizationReasons = {} as const satisfies Record<string, Reason>
