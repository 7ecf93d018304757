/** What a shell reads to complete `strangler`; it asks the command line itself, so that it never is out of date. */
export const COMPLETION_SCRIPTS = {
  bash: `_strangler() {
  local IFS=$'\\n'
  COMPREPLY=($(strangler complete --plain -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _strangler strangler
`,
  zsh: `#compdef strangler
_strangler() {
  local -a found
  found=("\${(@f)$(strangler complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n $found ]] && _describe strangler found || _files
}
compdef _strangler strangler
`,
  fish: `complete -c strangler -f -a '(strangler complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null | string replace : \\t)'
`,
} as const

export type Shell = keyof typeof COMPLETION_SCRIPTS

export const SHELLS = Object.keys(COMPLETION_SCRIPTS) as readonly Shell[]
