import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Answer, page, redirect } from './answer.ts'
import { App, type AppOptions } from './app.ts'
import { errorPage } from './pages/error-page.ts'
import { Visits } from './visits.ts'

/**
 * Starts the sample application.
 *
 * @throws Error when its port is taken or the provider does not answer to discovery.
 */
export async function startApp(options: AppOptions): Promise<Server> {
  const app = await App.create(options)
  const visits = new Visits()
  const server = createServer((request, response) => {
    void answer(app, visits, options.url, request).then((made) => send(response, made))
  })
  server.listen(Number(new URL(options.url).port), 'localhost')
  await once(server, 'listening')
  return server
}

async function answer(app: App, visits: Visits, origin: string, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', origin)
  const visit = visits.of(request.headers.cookie)
  try {
    // The forms change something for the person, so they must come from the application's own pages.
    if (request.method === 'POST' && request.headers.origin !== origin)
      return page(403, errorPage('This form came from elsewhere.'))
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /':
        return { ...(await app.home(visit)), cookie: visit.cookie }
      case 'GET /sign-in':
        return { ...redirect(await app.beginSignIn(visit)), cookie: visit.cookie }
      case 'GET /callback':
        await app.finishSignIn(visit, url)
        return redirect('/')
      case 'GET /trace':
        return await app.trace(visit)
      case 'POST /refresh':
        await app.refresh(visit)
        return redirect('/#refresh')
      case 'POST /sign-out':
        return redirect(await app.signOut(visit))
      default:
        return page(404, errorPage('There is no such page.'))
    }
  } catch (error) {
    return page(502, errorPage(describe(error)))
  }
}

/** What openid-client says, with the provider's own words where it has some. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { error: code, error_description: description } = error as { error?: unknown; error_description?: unknown }
  return [error.message, code, description].filter((part) => typeof part === 'string').join(': ')
}

function send(response: ServerResponse, { body, cookie, location, status }: Answer): void {
  response.statusCode = status
  response.setHeader('cache-control', 'no-store')
  response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  if (cookie !== undefined) response.setHeader('set-cookie', cookie)
  if (location !== undefined) response.setHeader('location', location)
  if (body !== undefined) response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(body)
}
