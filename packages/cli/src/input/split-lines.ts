/** Lines of text that comes in pieces of octets, without line ends and without keeping the whole. @param decoder of the text, used for nothing else */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  decoder: TextDecoder = new TextDecoder(),
): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line.replace(/\r$/, '')
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
