import type { FieldDeclaration, ObjectDeclaration } from '../../declarations/declaration.ts'

function shown(label: string, description: string, type: FieldDeclaration['type']): FieldDeclaration {
  return { label, description, type, update: 'serverSet' }
}

export const postureReportDeclaration: ObjectDeclaration = {
  name: 'PostureReport',
  kind: 'object',
  description:
    'A client that breaks a security rule which only reports: who would be refused if it were enforced. Counted a second late, and forgotten 90 days after the last time.',
  verbs: ['Get', 'Query'],
  fields: {
    rule: {
      ...shown('Rule', 'The rule that is broken', { type: 'enum', enumName: 'OAuthClientRule' }),
      indexed: true,
    },
    clientId: {
      ...shown('Client', 'Client id of the client; none: clients that are not registered, all together', {
        type: 'string',
        format: 'string',
        nullable: true,
      }),
      indexed: true,
    },
    posture: shown('Posture', 'How the rule is applied to the client now; none: there is no such client any more', {
      type: 'enum',
      enumName: 'OAuthRulePosture',
      nullable: true,
    }),
    count: shown('Requests', 'How many requests broke the rule while it was reported', {
      type: 'number',
      format: 'unsignedInteger',
    }),
    firstAt: shown('First', 'When the rule was broken for the first time', { type: 'utcDateTime' }),
    lastAt: shown('Last', 'When the rule was broken last', { type: 'utcDateTime' }),
  },
  title: 'Posture Report',
  sections: [{ title: 'Who Would Be Refused', fields: ['rule', 'clientId', 'posture', 'count', 'firstAt', 'lastAt'] }],
  list: {
    title: 'Posture Reports',
    subtitle: 'Which clients break rules that are only reported',
    labelProperty: 'rule',
    singularName: 'posture report',
    pluralName: 'posture reports',
    columns: ['rule', 'clientId', 'posture', 'count', 'lastAt'],
    filters: ['rule', 'clientId'],
    sort: ['firstAt'],
  },
  menu: { layout: 'Management', group: 'Journal', label: 'Posture Reports', icon: 'shield-alert' },
}
