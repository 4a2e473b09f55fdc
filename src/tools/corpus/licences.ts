/** Licences that let a model be trained and passed on without conditions beyond a notice. */

const permissive = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'Unlicense',
  'CC0-1.0',
  'Zlib',
  'PSF-2.0',
  'Python-2.0',
  'BSL-1.0',
  'blessing',
  'PostgreSQL',
  'Unicode-3.0',
  'Unicode-DFS-2016',
  'LicenseRef-public-domain',
  'curl',
  'NCSA',
  'TCL',
]);

/**
 * Whether an SPDX expression offers terms from the list above: one side of each `OR`, every side of each `AND`.
 * Parentheses are only understood around a whole side, which is all that packages use. Exceptions (`WITH`) only ever
 * add rights.
 */
export function isPermissive(expression: string): boolean {
  const plain = expression.replace(/[()]/g, ' ').replace(/\s+WITH\s+\S+/g, '');
  return plain
    .split(/\s+OR\s+|\s*\/\s*/)
    .some((side) => side.split(/\s+AND\s+/).every((licence) => permissive.has(licence.trim())));
}

/** Recognises the licences that go by a text alone by their telling sentences. Gives '' for any other. */
export function licenceOfText(text: string): string {
  const plain = text.replace(/\s+/g, ' ');
  if (/GNU (LESSER |AFFERO )?GENERAL PUBLIC|Mozilla Public License/i.test(plain.slice(0, 600))) return '';
  if (/Apache License,? Version 2\.0|Apache License Version 2\.0/i.test(plain)) return 'Apache-2.0';
  if (/Permission is hereby granted, free of charge/i.test(plain)) return 'MIT';
  if (/Permission to use, copy, modify, and\/?(or)? distribute this software/i.test(plain)) return 'ISC';
  if (/Redistribution and use in source and binary forms/i.test(plain)) {
    return /Neither the name|names? of .{0,80} may (not )?be used/i.test(plain) ? 'BSD-3-Clause' : 'BSD-2-Clause';
  }
  return /unencumbered software released into the public domain/i.test(plain) ? 'Unlicense' : '';
}
