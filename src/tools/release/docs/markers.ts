/**
 * Places in documents that `npm run docs` fills: between `<!-- name -->` and `<!-- /name -->`. Numbers are never
 * copied by hand.
 */
import { UserError } from '../../../base/userError.ts';

/** The document with another text between the markers. @throws UserError when they are not there */
export function fillPlace(document: string, name: string, content: string): string {
  const { start, end } = findPlace(document, name);
  return `${document.slice(0, start)}\n\n${content.trim()}\n\n${document.slice(end)}`;
}

/** The text between the markers, trimmed. @throws UserError when they are not there */
export function contentOfPlace(document: string, name: string): string {
  const { start, end } = findPlace(document, name);
  return document.slice(start, end).trim();
}

function findPlace(document: string, name: string): { readonly start: number; readonly end: number } {
  const opening = `<!-- ${name} -->`;
  const start = document.indexOf(opening);
  const end = document.indexOf(`<!-- /${name} -->`);
  if (start < 0 || end < start) {
    throw new UserError(`A document has no place called ${name}.`, `Write ${opening} and <!-- /${name} --> into it.`);
  }
  return { start: start + opening.length, end };
}
