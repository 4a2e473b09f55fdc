/**
 * UTF-8 in which a lone surrogate has a form as well: three bytes, as in WTF-8 (Simon Sapin). JavaScript strings can
 * hold lone surrogates, and every text of an editor must survive encoding. No function here allocates a string per
 * character.
 */

const REPLACEMENT_CHARACTER = 0xfffd;

export function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

export function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

/** Code point of a surrogate pair. */
export function codePointOfPair(high: number, low: number): number {
  return 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
}

/** Writes the 2 to 4 bytes of a code point ≥ 0x80, lone surrogates included. Returns the index after them. */
export function writeCodePoint(codePoint: number, bytes: Int32Array, at: number): number {
  let n = at;
  if (codePoint < 0x800) {
    bytes[n++] = 0xc0 | (codePoint >> 6);
  } else {
    if (codePoint < 0x10000) {
      bytes[n++] = 0xe0 | (codePoint >> 12);
    } else {
      bytes[n++] = 0xf0 | (codePoint >> 18);
      bytes[n++] = 0x80 | ((codePoint >> 12) & 0x3f);
    }
    bytes[n++] = 0x80 | ((codePoint >> 6) & 0x3f);
  }
  bytes[n++] = 0x80 | (codePoint & 0x3f);
  return n;
}

/** Number of bytes of a text. Bits per character are bits per byte. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
    } else if (isHighSurrogate(unit) && i + 1 < text.length && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else {
      bytes += 2;
    }
  }
  return bytes;
}

/** UTF-16 code units in a growing array. */
export class CodeUnitSink {
  #units: Uint16Array;
  #length = 0;

  constructor(capacity = 16) {
    this.#units = new Uint16Array(capacity);
  }

  push(unit: number): void {
    if (this.#length === this.#units.length) {
      const larger = new Uint16Array(this.#units.length * 2);
      larger.set(this.#units);
      this.#units = larger;
    }
    this.#units[this.#length++] = unit;
  }

  /** The text pushed since the last call. */
  take(): string {
    // Function.prototype.apply takes a limited number of arguments.
    const chunk = 8192;
    let text = '';
    for (let start = 0; start < this.#length; start += chunk) {
      text += String.fromCharCode(...this.#units.subarray(start, Math.min(start + chunk, this.#length)));
    }
    this.#length = 0;
    return text;
  }
}

/** Turns bytes into whole code points. Broken sequences become U+FFFD. */
export class ByteDecoder {
  /** Bits of the unfinished code point, number of missing bytes, and the smallest value that needs that many bytes. */
  #codePoint = 0;
  #missing = 0;
  #smallest = 0;

  clone(): ByteDecoder {
    const copy = new ByteDecoder();
    copy.#codePoint = this.#codePoint;
    copy.#missing = this.#missing;
    copy.#smallest = this.#smallest;
    return copy;
  }

  /** Whether a code point has begun and not ended. */
  get isUnfinished(): boolean {
    return this.#missing > 0;
  }

  push(byte: number, sink: CodeUnitSink): void {
    if (this.#missing > 0) {
      if ((byte & 0xc0) === 0x80) {
        this.#codePoint = (this.#codePoint << 6) | (byte & 0x3f);
        if (--this.#missing === 0) this.#emit(sink);
        return;
      }
      this.end(sink);
    }
    if (byte < 0x80) sink.push(byte);
    else if (byte >= 0xc2 && byte < 0xe0) this.#begin(byte & 0x1f, 1, 0x80);
    else if (byte >= 0xe0 && byte < 0xf0) this.#begin(byte & 0x0f, 2, 0x800);
    else if (byte >= 0xf0 && byte < 0xf5) this.#begin(byte & 0x07, 3, 0x10000);
    else sink.push(REPLACEMENT_CHARACTER);
  }

  /** Ends the input: an unfinished code point becomes U+FFFD. */
  end(sink: CodeUnitSink): void {
    if (this.#missing > 0) sink.push(REPLACEMENT_CHARACTER);
    this.#missing = 0;
  }

  #begin(bits: number, missing: number, smallest: number): void {
    this.#codePoint = bits;
    this.#missing = missing;
    this.#smallest = smallest;
  }

  #emit(sink: CodeUnitSink): void {
    const codePoint = this.#codePoint;
    if (codePoint < this.#smallest || codePoint > 0x10ffff) {
      sink.push(REPLACEMENT_CHARACTER);
    } else if (codePoint < 0x10000) {
      sink.push(codePoint);
    } else {
      sink.push(0xd800 + ((codePoint - 0x10000) >> 10));
      sink.push(0xdc00 + (codePoint & 0x3ff));
    }
  }
}
