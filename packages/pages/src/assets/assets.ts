import { createHash } from 'node:crypto'
import type { Pages } from '../contract.ts'
import { checkSessionScript } from './check-session.ts'
import { logo } from './logo.ts'
import { script } from './script.ts'
import { stylesheet } from './stylesheet.ts'

const files = {
  stylesheet: { stem: 'page', extension: 'css', contentType: 'text/css; charset=utf-8', body: stylesheet },
  script: { stem: 'page', extension: 'js', contentType: 'text/javascript; charset=utf-8', body: script },
  checkSession: { stem: 'session', extension: 'js', contentType: 'text/javascript; charset=utf-8', body: checkSessionScript },
  logo: { stem: 'latchkey', extension: 'svg', contentType: 'image/svg+xml', body: logo },
} as const

/** File name with a hash of the content: a changed file is another address. */
function nameOf({ stem, extension, body }: (typeof files)[keyof typeof files]): string {
  return `${stem}.${createHash('sha256').update(body).digest('hex').slice(0, 16)}.${extension}`
}

/** Paths below the issuer's prefix. */
export const assetPaths = {
  stylesheet: `/assets/${nameOf(files.stylesheet)}`,
  script: `/assets/${nameOf(files.script)}`,
  checkSession: `/assets/${nameOf(files.checkSession)}`,
  logo: `/assets/${nameOf(files.logo)}`,
} as const

export const assets: Pages['assets'] = new Map(
  Object.values(files).map((file) => [nameOf(file), { contentType: file.contentType, body: file.body }]),
)
