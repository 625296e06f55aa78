import type { Reason } from '../reason.ts'

export const interactionReasons = {} as const satisfies Record<string, Reason>
