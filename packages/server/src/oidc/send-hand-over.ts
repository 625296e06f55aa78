import type { PageContext } from '@latchkey/pages'
import type { Exchange } from '../http/exchange.ts'
import type { PageFrame, PageOptions } from '../http/page-frame.ts'
import { needsGesture } from './redirect-location.ts'

/**
 * Leaves for another origin by a page, since browsers do not let the answer to a form redirect there under `form-action 'self'`. An
 * app on the device is opened by its button only: a `Refresh` would fail without a click and leave the person on an empty page.
 */
export function sendHandOver(
  frame: PageFrame,
  exchange: Exchange,
  context: PageContext,
  target: { readonly clientName: string; readonly location: string },
  options: PageOptions,
): Response {
  const byClick = needsGesture(target.location)
  const page = frame.pages.handOver(context, { ...target, needsGesture: byClick })
  return frame.send(exchange, context, page, byClick ? options : { ...options, headers: { refresh: `0;url=${target.location}` } })
}
