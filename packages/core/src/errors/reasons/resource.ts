import type { Reason } from '../reason.ts'

export const resourceReasons = {} as const satisfies Record<string, Reason>
