import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isResourceUri, maxResourceLength } from './resource.ts'

describe('RFC8707-2 the identifier of a resource', () => {
  const good = [
    'https://api.example.com',
    'https://api.example.com/v1/?tenant=a',
    'urn:example:calendar',
    'http://[::1]:8080/mcp',
  ]
  for (const uri of good) test(`${uri} is one`, () => assert.equal(isResourceUri(uri), true))

  const bad: readonly (readonly [what: string, uri: string])[] = [
    ['a URI with a fragment', 'https://api.example.com/#here'],
    ['a URI with an empty fragment', 'https://api.example.com/#'],
    ['a path', '/v1'],
    ['a name without scheme', 'api.example.com'],
    ['nothing', ''],
    ['a scheme alone', 'urn:'],
    ['a blank', 'https://api.example.com/a b'],
    ['a line break', 'https://api.example.com/\n'],
    ['a quotation mark', 'https://api.example.com/"'],
    ['a backslash', 'https://api.example.com\\@evil.example'],
    ['other letters', 'https://bücher.example/'],
    ['one that does not parse', 'https://[::1'],
    ['too long a one', `https://api.example.com/${'a'.repeat(maxResourceLength)}`],
  ]
  for (const [what, uri] of bad) test(`${what} is none`, () => assert.equal(isResourceUri(uri), false))
})
