import { type ProfileName, profileNames } from '@latchkey/core'
import type { EnumDeclaration, Fields, ObjectDeclaration } from '../../declarations/declaration.ts'

const profiles: Readonly<Record<ProfileName, { readonly label: string; readonly explanation: string }>> = {
  default: { label: 'Default', explanation: 'What every client can keep is enforced, what is advisable is reported' },
  strict: { label: 'Strict', explanation: 'What RFC 9700 demands is enforced, what it recommends is reported' },
  fapi2: { label: 'FAPI 2', explanation: 'The FAPI 2.0 Security Profile' },
  'fapi2-message-signing': { label: 'FAPI 2 with message signing', explanation: 'The same, and requests and answers are signed' },
  mcp: { label: 'MCP', explanation: 'What clients of the Model Context Protocol keep; they may come without being known' },
}

export const securityPostureEnums: readonly EnumDeclaration[] = [
  { name: 'SecurityProfile', values: profileNames.map((name) => ({ name, ...profiles[name] })) },
]

export const securityPostureFields = {
  profile: {
    label: 'Profile',
    description: 'Named set of rules that holds for clients of which nothing else is said',
    type: { type: 'enum', enumName: 'SecurityProfile' },
    default: 'default',
    update: 'mutable',
  },
  postures: {
    label: 'Rules',
    description: 'Rules that are applied in another way than the profile says',
    type: {
      type: 'map',
      keyClass: { type: 'enum', enumName: 'OAuthClientRule' },
      valueClass: { type: 'enum', enumName: 'OAuthRulePosture' },
    },
    update: 'mutable',
    keyLabel: 'Rule',
    valueLabel: 'Posture',
  },
  postQuantumSignatures: {
    label: 'Post-quantum signatures',
    description:
      'Announce ML-DSA-44, ML-DSA-65 and ML-DSA-87, so that clients can register them; an administrator can set them for a client in any case',
    type: { type: 'boolean' },
    default: false,
    update: 'mutable',
  },
} as const satisfies Fields

export const securityPostureDeclaration: ObjectDeclaration = {
  name: 'SecurityPosture',
  kind: 'singleton',
  description: 'How strictly the security rules are applied: not at all, by recording who breaks them, or by refusing.',
  verbs: ['Get', 'Update'],
  fields: securityPostureFields,
  title: 'Security Posture',
  subtitle: 'Which security rules are off, reported or enforced',
  sections: [{ title: 'Rules', fields: ['profile', 'postures', 'postQuantumSignatures'] }],
  menu: { layout: 'Settings', group: 'Authentication', label: 'Security Posture', icon: 'shield-check' },
}
