import type { Ports } from '../ports/ports.ts'
import { canonicalJson } from '../rich-authorization/canonical-json.ts'
import type { AuthorizationDetail } from '../rich-authorization/detail-type.ts'
import { detailTypeTable } from '../rich-authorization/detail-type-table.ts'

/** What an earlier consent says of the details of a request. */
export interface DetailConsent {
  /** Of those whose type lets a consent be remembered: the very detail, nothing like it. */
  readonly marks: readonly string[]
  /** Some are asked for each time. */
  readonly asksAlways: boolean
}

/** By which a detail that was allowed is known again. */
export function markOfDetail(detail: AuthorizationDetail, { crypto }: Pick<Ports, 'crypto'>): string {
  return crypto.digest(canonicalJson(detail))
}

/** Which of the details can be known again, by the types as they are now. */
export function detailConsent(
  details: readonly AuthorizationDetail[],
  ports: Pick<Ports, 'crypto' | 'detailTypes'>,
): DetailConsent {
  const table = detailTypeTable(ports.detailTypes?.())
  const remembered = details.filter(({ type }) => table.named(type)?.remembersConsent === true)
  return { marks: remembered.map((detail) => markOfDetail(detail, ports)), asksAlways: remembered.length < details.length }
}
