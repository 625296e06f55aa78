import type { HtmlEscapedString } from 'hono/utils/html'

/** Escaped markup, made by the `html` tag of Hono. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

/** What the application answers. */
export interface Answer {
  readonly status: number
  readonly body?: string
  readonly location?: string
  /** `Set-Cookie`. */
  readonly cookie?: string
}

export async function page(status: number, markup: Markup): Promise<Answer> {
  return { status, body: String(await markup) }
}

/** RFC9110-15.4.4: whatever the request was, the browser goes on with a GET. */
export function redirect(location: string | URL): Answer {
  return { status: 303, location: String(location) }
}
