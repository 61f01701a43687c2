// What code without DOM may know of the web platform: files and blobs as values that pass through, and the bytes of a text.
// Only tsconfig.core.json sees this; the page and the worker have the real declarations.
interface Blob {
  readonly size: number;
  readonly type: string;
}

interface File extends Blob {
  readonly name: string;
  readonly lastModified: number;
}

/** For `instanceof` only: core code never makes a blob. */
declare const Blob: abstract new () => Blob;

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

/** Passed on only. */
interface MessagePort {}
