import type { SubjectKey } from '../ports/subjects.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'

/** Whom the claims of an assertion name, by what an administrator said that they mean; `undefined`: nobody. */
export function subjectNamedBy(
  { subjectMeaning, subjectAttribute }: Pick<TrustedIssuer, 'subjectMeaning' | 'subjectAttribute'>,
  { sub, email }: Readonly<Record<string, unknown>>,
): SubjectKey | undefined {
  switch (subjectMeaning) {
    case 'username':
    case 'subject':
      return typeof sub === 'string' ? { by: subjectMeaning, value: sub } : undefined
    case 'email':
      return typeof email === 'string' && email !== '' ? { by: 'email', value: email } : undefined
    case 'attribute':
      return typeof sub === 'string' && subjectAttribute !== undefined
        ? { by: 'attribute', name: subjectAttribute, value: sub }
        : undefined
    default:
      return subjectMeaning satisfies never
  }
}
