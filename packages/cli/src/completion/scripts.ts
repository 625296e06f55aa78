export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

export function isShell(text: string | undefined): text is Shell {
  return shells.some((shell) => shell === text)
}

/** Answered as the last word where names of files fit, too. */
export const filesMark = ':files'

/*
 * The scripts know nothing: they ask `latchkey complete`, which answers from the same table of commands that runs them, and from the schema.
 */

const bash = `# Completion of latchkey for bash: source <(latchkey completion bash)
_latchkey() {
  local i word cur line files= prefix n=0 rest=\${COMP_LINE:0:COMP_POINT} trimmed
  local -a words=()
  # Readline splits words at = and :, which fields and values have. What no blank separates is one word.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    trimmed=\${rest#"\${rest%%[![:space:]]*}"}
    if ((n > 0)) && [[ $trimmed == "$rest" ]]; then words[n - 1]+=$word; else words[n++]=$word; fi
    rest=\${trimmed#"$word"}
  done
  cur=\${words[n - 1]}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == '${filesMark}' ]]; then files=1; else COMPREPLY+=("$line"); fi
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
  if [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$cur")
  fi
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  prefix=\${cur%"\${cur##*[=:]}"}
  COMPREPLY=("\${COMPREPLY[@]#"$prefix"}")
  return 0
}
complete -F _latchkey latchkey
`

const zsh = `#compdef latchkey
# Completion of latchkey for zsh: source <(latchkey completion zsh)
_latchkey() {
  local -a answer
  answer=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if (( \${answer[(Ie)${filesMark}]} )); then _files; fi
  answer=("\${(@)answer:#${filesMark}}")
  answer=("\${(@)answer:#}")
  local -a open closed
  open=("\${(@M)answer:#*=}") closed=("\${(@)answer:#*=}")
  (( \${#open} )) && compadd -S '' -- "\${open[@]}"
  (( \${#closed} )) && compadd -- "\${closed[@]}"
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _latchkey "$@"; else compdef _latchkey latchkey; fi
`

const fish = `# Completion of latchkey for fish: latchkey completion fish | source
function __latchkey_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set -q last[1]; or set last ''
    set -l answer ($words[1] complete -- $words[2..-1] $last 2>/dev/null)
    for line in $answer
        if test "$line" = '${filesMark}'
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c latchkey -f -a '(__latchkey_complete)'
`

/** The script that a shell reads. */
export function completionScript(shell: Shell): string {
  return { bash, zsh, fish }[shell]
}
