/** A file's bytes as the text that is learnt: line feeds only, no byte-order mark, and nothing that is not UTF-8. */
import type { FileText } from '../../processes/trainerProtocol.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

export function textOfBytes(bytes: Uint8Array): FileText {
  if (bytes.includes(0)) return { kind: 'binary' };
  try {
    const text = decoder.decode(bytes);
    return { kind: 'text', text: text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text };
  } catch {
    return { kind: 'binary' };
  }
}
