/** Whether a text is an Id: 1 to 255 letters, digits, `-` and `_`. @see RFC8620-1.2 */
export function isJmapId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,255}$/.test(text)
}
