import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { ConsoleFiles } from './console-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-console-'))
after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'assets'))
writeFileSync(
  join(folder, 'index.html'),
  '<html lang="en"><script src="%base%/admin/assets/main-1.js"></script><b data-base="%base%" data-issuer="%issuer%">',
)
writeFileSync(join(folder, 'secret.js'), 'outside')
for (const name of ['main-1.js', 'main-1.js.gz', 'only.css', 'picture.svg']) writeFileSync(join(folder, 'assets', name), name)

describe('the page of a built console', () => {
  test('knows where it is served and in which language, as text and nothing else', async () => {
    const files = new ConsoleFiles(folder, 'https://op.example/a&$&/b')
    const index = await files.index('de')
    const base = '/a&amp;$&amp;/b'
    const attributes = `data-base="${base}" data-issuer="https://op.example${base}"`
    assert.equal(index?.html, `<html lang="de"><script src="${base}/admin/assets/main-1.js"></script><b ${attributes}>`)
    assert.notEqual(index?.etag, (await files.index('en'))?.etag)
    assert.equal(index?.etag, (await files.index('de'))?.etag)
  })

  test('is not there when nothing was built', async () => {
    assert.equal(await new ConsoleFiles(join(folder, 'nowhere'), 'https://op.example').index('en'), undefined)
    assert.equal(await new ConsoleFiles(join(folder, 'secret.js'), 'https://op.example').index('en'), undefined)
  })
})

describe('a file of a built console', () => {
  const files = new ConsoleFiles(folder, 'https://op.example')
  const cases: readonly (readonly [accepted: string, encoding: string | undefined])[] = [
    ['gzip, deflate, br', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip;q=0.1', 'gzip'],
    ['gzip;q=0', undefined],
    ['gzip; q=0.000', undefined],
    ['x-gzip', undefined],
    ['', undefined],
  ]
  for (const [accepted, encoding] of cases) {
    test(`goes out ${encoding ?? 'as it is'} to who accepts "${accepted}"`, async () => {
      const asset = await files.asset('main-1.js', accepted)
      assert.equal(asset?.encoding, encoding)
      assert.equal(asset?.contentType, 'text/javascript; charset=utf-8')
      assert.equal(new TextDecoder().decode(asset?.body), encoding === undefined ? 'main-1.js' : 'main-1.js.gz')
    })
  }

  test('without a packed form goes out as it is', async () => {
    assert.equal((await files.asset('only.css', 'gzip'))?.encoding, undefined)
  })

  test('has a name that the build gives, and lies in no other folder', async () => {
    const long = `${'a'.repeat(5_000)}.js`
    for (const name of [
      long,
      '../secret.js',
      '..',
      '.js',
      'main-1.js.gz',
      'picture.svg',
      'main-1.js/x.js',
      'none.js',
      'a\0.js',
      '',
    ])
      assert.equal(await files.asset(name, ''), undefined, name)
  })
})
