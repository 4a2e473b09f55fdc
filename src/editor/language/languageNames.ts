/** What languages are called, for those that are detected. VS Code's API knows only their ids. */

const names: ReadonlyMap<string, string> = new Map([
  ['c', 'C'],
  ['cpp', 'C++'],
  ['css', 'CSS'],
  ['dockerfile', 'Dockerfile'],
  ['go', 'Go'],
  ['html', 'HTML'],
  ['ini', 'INI'],
  ['java', 'Java'],
  ['javascript', 'JavaScript'],
  ['json', 'JSON'],
  ['makefile', 'Makefile'],
  ['markdown', 'Markdown'],
  ['plaintext', 'plain text'],
  ['python', 'Python'],
  ['rust', 'Rust'],
  ['scss', 'SCSS'],
  ['shellscript', 'Shell Script'],
  ['toml', 'TOML'],
  ['typescript', 'TypeScript'],
  ['typescriptreact', 'TypeScript JSX'],
  ['yaml', 'YAML'],
]);

/** The name of a VS Code language id; the id itself where none is known. */
export function nameOfLanguage(languageId: string): string {
  return names.get(languageId) ?? languageId;
}
