import type { Fields } from '../../declarations/declaration.ts'
import { longestDuration } from '../../declarations/duration.ts'

const text = { type: 'string', format: 'string', minLength: 1, maxLength: 200, nullable: true } as const

/** What a client has of its registration. */
export const registrationFields: Fields = {
  registeredBy: {
    label: 'Registered By',
    description: 'Account or initial access token with which the client registered itself; without a value none',
    type: { type: 'string', format: 'string', nullable: true },
    update: 'serverSet',
    indexed: true,
  },
  unusedExpiry: {
    label: 'Unused',
    description: 'Each use moves the expiration date so far ahead; without a value the date stays',
    type: { type: 'number', format: 'duration', min: 60_000, max: longestDuration, nullable: true },
    update: 'mutable',
  },
  softwareId: {
    label: 'Software',
    description: 'What identifies the software of the client on all servers',
    type: text,
    update: 'mutable',
    indexed: true,
  },
  softwareVersion: {
    label: 'Software Version',
    description: 'Version of the software of the client',
    type: text,
    update: 'mutable',
  },
}
