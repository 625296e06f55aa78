import type { Reason } from '../reason.ts'

export const registrationReasons = {} as const satisfies Record<string, Reason>
