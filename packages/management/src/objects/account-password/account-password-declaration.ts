import type { ObjectDeclaration } from '../../declarations/declaration.ts'

export const accountPasswordDeclaration: ObjectDeclaration = {
  name: 'AccountPassword',
  kind: 'singleton',
  description: 'The password of the caller',
  verbs: ['Get', 'Update'],
  title: 'Password',
  subtitle: 'A new password ends all your sessions and takes back what you have allowed applications',
  fields: {
    secret: {
      label: 'New password',
      description: 'The password to sign in with from now on',
      type: { type: 'string', format: 'secret', nullable: true },
      update: 'mutable',
    },
    currentSecret: {
      label: 'Current password',
      description: 'The password until now, as proof that it is you; never given out',
      type: { type: 'string', format: 'secret', nullable: true },
      update: 'mutable',
    },
  },
  sections: [{ title: 'Password', fields: ['currentSecret', 'secret'] }],
  menu: { layout: 'Account', label: 'Password', icon: 'lock' },
}
