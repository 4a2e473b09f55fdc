/** What each script of package.json does, for ARCHITECTURE.md. A test compares the names. */
export const scriptDescriptions: Readonly<Record<string, string>> = {
  start:
    'opens the extension with a sample project, in VS Code where `code` is on the PATH, otherwise in a browser at an address that it prints.',
  test: 'types, lint, unit tests, package, tests in the extension host and in a real window. `npm test -- types unit` runs only these stages.',
  build: 'bundles the extension and its processes into `dist/`.',
  package:
    'makes the VSIX for this platform and checks its contents. `-- --target NAME` makes it for another platform, `-- --all` for all six, with checksums.',
  corpus:
    'makes the training corpus from the pinned packages in `models/corpus.json`. `-- --replay-set` makes the text that ships for fine-tuning.',
  pretrain:
    'trains a base model. Ctrl+C saves; the same command resumes. `-- --publish models/base` installs the result.',
  shards:
    'writes the corpus as token shards for the PyTorch recipe. `-- --check DIR` also runs a short training to compare with.',
  'publish-model': 'scores a checkpoint of the PyTorch recipe on the held-out packages and writes it as a model.',
  'language-head': 'trains the language detection for the base model in use.',
  evaluate: 'bits per character of a model on the held-out packages. `-- --languages` measures language detection.',
  surprise: 'plants typos in the held-out packages and counts how many of them surprise finds.',
  replay:
    'counts keystrokes saved: `-- --workspace DIR` types the held-out files of a project, `--projects` all pinned projects, `--trace FILE` recorded typing, `--history REPOSITORY` commits, `--versions` edits between two versions. `--json FILE` is for `npm run docs`.',
  'fit-mixture': 'fits the numbers that mix the text cache with the model, on held-out packages of the corpus.',
  calibrate: 'fits how far to trust the probabilities of the model, on held-out packages of the corpus.',
  try: 'prints the offer at the end of a line: `-- FILE:LINE`.',
  faults:
    'injects faults into server, trainer, storage, import, lock, clock and workspace, and counts what is lost, hung or unclear.',
  bench: 'speed of decoding, requests, reading and training; memory, package size, activation.',
  'bench:cells':
    'trains RNN, LSTM, GRU and minGRU with equal parameters and compares quality, speed, gradients and use of context.',
  docs: 'writes settings, commands, scripts and measurements into the documents, and addresses into package.json.',
  pictures: 'takes the pictures of README and walkthrough anew, in a real window.',
  types: 'checks types.',
  lint: 'ESLint, Prettier, knip (what nothing uses) and actionlint (the workflows).',
  format: 'formats all files with Prettier.',
  unit: 'runs the unit tests.',
};
