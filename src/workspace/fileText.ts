/** A file's bytes as text: UTF-8, line feeds only, no byte-order mark. */

/** `gone`: deleted, or unreadable. Texts have line feeds only and no byte-order mark. */
export type FileText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'binary' | 'gone' };

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Whether the file holds NUL bytes or invalid UTF-8. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.includes(0) || decodeText(bytes) === undefined;
}

/** The text without its byte-order mark, or undefined when the bytes are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

export function textOfBytes(bytes: Uint8Array): FileText {
  const text = bytes.includes(0) ? undefined : decodeText(bytes);
  return text === undefined ? { kind: 'binary' } : { kind: 'text', text: withLineFeeds(text) };
}

/** Line feeds only, and no byte-order mark. */
export function normalised(text: string): string {
  return withLineFeeds(text.replace(/^\ufeff/, ''));
}

function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
