/**
 * The script of the session frame: says whether the session of a client's user is still that of its authorization response. Answers only who
 * asks, under the origin that the browser vouches for, so that a client learns nothing of another one.
 *
 * @see OpenID Connect Session Management 1.0, section 3.2
 */
export const checkSessionScript = `'use strict'
;(() => {
  const cookie = document.documentElement.dataset.cookie
  const state = () => {
    for (const pair of document.cookie.split('; ')) if (pair.startsWith(cookie + '=')) return pair.slice(cookie.length + 1)
    return ''
  }
  const expected = async (clientId, origin, salt) => {
    const bytes = new TextEncoder().encode(clientId + ' ' + origin + ' ' + state() + ' ' + salt)
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    const text = btoa(String.fromCharCode(...hash))
    return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') + '.' + salt
  }
  const verdict = async (message, origin) => {
    const [, clientId, asked, salt] = (typeof message === 'string' && /^([^ ]+) ([^ .]+[.]([^ .]+))$/.exec(message)) || []
    if (clientId === undefined || origin === 'null') return 'error'
    return (await expected(clientId, origin, salt)) === asked ? 'unchanged' : 'changed'
  }
  addEventListener('message', async ({ data, origin, source }) => {
    const text = await verdict(data, origin).catch(() => 'error')
    source?.postMessage(text, origin === 'null' ? '*' : origin)
  })
})()
`
