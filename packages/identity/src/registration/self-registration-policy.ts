import type { GroupId, RoleId } from '../access-records.ts'

/** How people create accounts for themselves, where they may. */
export interface SelfRegistrationPolicy {
  /** What they sign in with: a name that they choose, or their e-mail address. */
  readonly loginName: 'username' | 'email'
  /** Domains of which their e-mail address must be one, in lower case; absent: any. */
  readonly domains?: readonly string[]
  /** Whether they are asked for the name that others know them by. */
  readonly asksName: boolean
  /** Whether an account is disabled until an administrator enables it. */
  readonly needsApproval: boolean
  /** Roles in place of those that every account has; empty: those. */
  readonly roleIds: readonly RoleId[]
  readonly groupIds: readonly GroupId[]
  /** Attempts of one network in an hour, successful or not. */
  readonly perNetwork: number
  /** Attempts of everybody in an hour to take a name that is free. */
  readonly perHour: number
}
