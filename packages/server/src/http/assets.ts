import type { Pages } from '@latchkey/pages'
import { jsonHeaders } from './headers.ts'
import type { Route } from './route.ts'

/** The picture at an address that never changes, for tools that show it; kept for a day. */
export function logoRoute(pages: Pages): Route {
  const logo = [...pages.assets.values()].find(({ contentType }) => contentType.startsWith('image/svg'))
  if (logo === undefined) throw new TypeError('the pages have no logo')
  const headers = { ...jsonHeaders, 'content-type': logo.contentType, 'cache-control': 'public, max-age=86400' }
  const body = Buffer.from(logo.body)
  return {
    methods: ['GET'],
    path: '/logo',
    handle: () => new Response(body, { headers }),
    cors: 'none',
    cache: 'revalidate',
    failure: 'page',
  }
}

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
