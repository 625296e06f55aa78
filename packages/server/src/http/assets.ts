import type { Pages } from '@latchkey/pages'
import { jsonHeaders } from './headers.ts'
import type { Route } from './route.ts'

/** One route for each file of the pages. Names hold a hash of the content, so an answer never grows old. */
export function assetRoutes(pages: Pages): readonly Route[] {
  return [...pages.assets].map(([name, asset]) => {
    const headers = { ...jsonHeaders, 'content-type': asset.contentType, 'cache-control': 'public, max-age=31536000, immutable' }
    const body = Buffer.from(asset.body)
    return {
      methods: ['GET'],
      path: `/assets/${name}`,
      handle: () => new Response(body, { headers }),
      cors: 'none',
      cache: 'immutable',
      failure: 'page',
    }
  })
}
