import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-completion-'))
const bin = join(folder, 'bin')
const main = join(import.meta.dirname, '../src/main.ts')
before(() => {
  mkdirSync(bin)
  writeFileSync(join(bin, 'latchkey'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`)
  chmodSync(join(bin, 'latchkey'), 0o755)
  writeFileSync(join(folder, 'plan one.ndjson'), '')
})
after(() => rmSync(folder, { recursive: true }))

/** What bash offers behind a line: it splits words at blanks, `=` and `:`, and calls the function that was registered. */
function complete(line: string): readonly string[] {
  const script = `
    set -u
    source <(latchkey completion bash)
    COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDS=()
    while IFS= read -r word; do COMP_WORDS+=("$word"); done < <(printf '%s\\n' "$COMP_LINE" | sed -E 's/([=:]+)/\\n\\1\\n/g; s/ +/\\n/g' | sed -E '/^$/d')
    [[ $COMP_LINE == *[' '=:] ]] && COMP_WORDS+=('')
    COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
    registered=$(complete -p latchkey | sed -E 's/.*-F ([^ ]+).*/\\1/')
    "$registered" latchkey "\${COMP_WORDS[COMP_CWORD]}" "" 2>/dev/null
    printf '%s\\n' "\${COMPREPLY[@]}"
  `
  const { stdout, status, stderr } = spawnSync('bash', ['-c', script, 'bash', line], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, PATH: `${bin}:${process.env['PATH']}`, XDG_CACHE_HOME: join(folder, 'cache'), LATCHKEY_URL: '' },
  })
  assert.equal(status, 0, stderr)
  return stdout.split('\n').filter((word) => word !== '')
}

describe('completion in bash', () => {
  const cases: readonly (readonly [line: string, found: readonly string[]])[] = [
    ['latchkey desc', ['describe', 'describe-resource']],
    ['latchkey keys r', ['retire', 'rotate']],
    ['latchkey get oidc-', ['oidc-provider']],
    ['latchkey get x:', []],
    ['latchkey update oidc-provider --field accessT', ['accessTokenExpiry=']],
    ['latchkey update oidc-provider --field signatureAlgorithm=es', ['es256', 'es384']],
    ['latchkey update oidc-provider --field accessTokenExpiry=2h --field requireC', ['requireClientRegistration=']],
    ['latchkey update oidc-provider --if-', ['--if-in-state']],
    ['latchkey apply plan', ['plan one.ndjson']],
  ]
  for (const [line, found] of cases) {
    test(`of ${line}`, () => assert.deepEqual(complete(line), found))
  }

  test('makes no data folder', () => {
    complete('latchkey get ')
    assert.equal(existsSync(join(folder, 'data')), false)
  })
})

test('the script of bash is one that bash can read', () => {
  const script = spawnSync(process.execPath, [main, 'completion', 'bash'], { encoding: 'utf8' }).stdout
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
})
