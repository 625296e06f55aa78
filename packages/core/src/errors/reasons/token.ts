import type { Reason } from '../reason.ts'

export const tokenReasons = {} as const satisfies Record<string, Reason>
