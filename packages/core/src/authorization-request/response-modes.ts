/** How parameters travel through the browser. */
export type Carrier = 'query' | 'fragment' | 'form_post'

/** How a response is delivered. */
export interface Delivery {
  readonly carrier: Carrier
  /** All parameters in one signed JWT (JARM-2.1). */
  readonly signed: boolean
}

/** Values of `response_mode`; without a carrier it is the one that belongs to the response type (JARM-2.3.4). */
const modes: ReadonlyMap<string, { readonly carrier?: Carrier; readonly signed: boolean }> = new Map([
  ['query', { carrier: 'query', signed: false }],
  ['fragment', { carrier: 'fragment', signed: false }],
  ['form_post', { carrier: 'form_post', signed: false }],
  ['jwt', { signed: true }],
  ['query.jwt', { carrier: 'query', signed: true }],
  ['fragment.jwt', { carrier: 'fragment', signed: true }],
  ['form_post.jwt', { carrier: 'form_post', signed: true }],
])

/** In the order of discovery. */
export const responseModes: readonly string[] = [...modes.keys()]

/**
 * How the answer to a request goes out, a refusal included: as it asks, where that is possible. Tokens never go into a query, where
 * logs and the Referer header would have them (OMRT-5), so neither does the refusal of such a request.
 * @param mode `response_mode` as it was sent, known or not
 * @param type `response_type` as it was sent, known or not
 * @see OMRT-2.1, JARM-2.3
 */
export function deliveryOf(mode: string | undefined, type: string | undefined): Delivery {
  const natural = asksForTokens(type) ? 'fragment' : 'query'
  const row = mode === undefined ? undefined : modes.get(mode)
  if (row === undefined) return { carrier: natural, signed: false }
  const carrier = row.carrier ?? natural
  return { carrier: carrier === 'query' ? natural : carrier, signed: row.signed }
}

export function isResponseMode(text: string): boolean {
  return modes.has(text)
}

/** Whether the mode puts the parameters into the query, whatever the response type. */
export function isQueryMode(mode: string): boolean {
  return modes.get(mode)?.carrier === 'query'
}

function asksForTokens(type: string | undefined): boolean {
  return type?.split(' ').some((word) => word === 'token' || word === 'id_token') ?? false
}
