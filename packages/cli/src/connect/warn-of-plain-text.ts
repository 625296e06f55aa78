/** Says that credentials would be readable on their way, unless they stay on this machine. */
export function warnOfPlainText(url: string, complain: (line: string) => void): void {
  if (url.startsWith('http:') && !isLoopback(url)) complain(`warning: credentials go to ${url} without encryption`)
}

function isLoopback(url: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)
}
