import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const rooms = [
  'base',
  'workspace',
  'graph',
  'model',
  'runtime',
  'completion',
  'training',
  'replay',
  'fineTuning',
  'processes',
  'webview',
  'editor',
  'tools',
];

/** What each room may import, beside itself and npm packages. Arrows point down; ARCHITECTURE.md draws them. */
const mayImport = {
  base: [],
  workspace: ['base'],
  graph: ['base'],
  model: ['base', 'graph'],
  runtime: ['base', 'graph', 'model'],
  completion: ['base', 'workspace', 'graph', 'model', 'runtime'],
  training: ['base', 'graph', 'model', 'runtime'],
  replay: ['base', 'graph', 'model', 'runtime', 'completion'],
  fineTuning: ['base', 'workspace', 'graph', 'model', 'runtime', 'completion', 'training', 'replay'],
  processes: ['base', 'workspace', 'graph', 'model', 'runtime', 'completion', 'training', 'replay', 'fineTuning'],
  webview: ['base'],
  editor: ['base', 'workspace', 'processes', 'webview'],
  tools: [
    'base',
    'workspace',
    'graph',
    'model',
    'runtime',
    'completion',
    'training',
    'replay',
    'fineTuning',
    'processes',
  ],
};

const modulesOfNode = (...names) => names.flatMap((name) => [name, `node:${name}`]);
const networkModules = modulesOfNode('http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns');
const inputOutputModules = modulesOfNode('fs', 'fs/promises', 'child_process', 'worker_threads', 'os');
const withoutInputOutput = ['graph', 'model', 'completion', 'replay'];

/** What reaches the network, or the world, without any import. */
const networkGlobals = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
  name,
  message: 'Nothing opens a network connection (invariant 4).',
}));
const worldGlobals = ['process', 'console', 'Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate'].map(
  (name) => ({
    name,
    message: 'Clocks, schedulers and output are passed in (invariant 3).',
  }),
);

/** Module names as the argument of `import()` or `require()`, which `no-restricted-imports` does not see. */
function dynamicImportsOf(names, message) {
  const pattern = `/^(node:)?(${names.join('|')})(\\/|$)/`;
  return [
    { selector: `ImportExpression > Literal[value=${pattern}]`, message },
    { selector: `CallExpression[callee.name='require'] > Literal[value=${pattern}]`, message },
  ];
}

const shownMessage =
  'Only editor/shown.ts shows something, from texts of base/shownText.ts: a foreign text is no link.';
/** What VS Code renders: outside of editor/shown.ts nobody calls it. */
const shownOnlyThere = [
  {
    selector:
      'MemberExpression[property.name=/^(show(Information|Warning|Error)Message|showQuickPick|createQuickPick|showInputBox|createInputBox|createStatusBarItem|setStatusBarMessage|withProgress|createTreeView|createLanguageStatusItem)$/]',
    message: shownMessage,
  },
  {
    selector: 'NewExpression[callee.property.name=/^(MarkdownString|Hover|TreeItem|Diagnostic)$/]',
    message: shownMessage,
  },
];
const setOnlyThere = [
  {
    selector:
      'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|textContent|innerText|createTextNode)$/]',
    message: 'Only webview/shared/elements.ts sets texts of a page.',
  },
];
/** A text counts as checked only where base/shownText.ts has checked it. */
const checkedOnlyThere = [
  {
    selector: 'TSAsExpression > TSTypeReference[typeName.name=/^(PlainText|Markdown)$/]',
    message: 'Only base/shownText.ts makes these texts.',
  },
];
const noNetwork = dynamicImportsOf(
  ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns'],
  'Nothing opens a network connection (invariant 4).',
);
const noRuntime = dynamicImportsOf(['onnxruntime-node'], 'Only runtime/ imports onnxruntime (invariant 2).');

/** Folders of a room may bear the names of rooms, so how far up an import goes decides what it means. */
const depths = [0, 1, 2, 3];

/** Folders of completion/, each with those that it may not import. */
const completionWalls = { reading: ['choosing', 'writing'], choosing: ['reading', 'writing'] };

function roomRules(room, depth, folder = '*/'.repeat(depth), forbiddenFolders = []) {
  const toRooms = `^${'\\.\\./'.repeat(depth + 1)}`;
  const forbiddenRooms = rooms.filter((other) => other !== room && !mayImport[room].includes(other));
  const paths = [
    ...networkModules.map((name) => ({ name, message: 'Nothing opens a network connection (invariant 4).' })),
    ...(room === 'editor'
      ? []
      : [{ name: 'vscode', message: 'Only editor/ and extension.ts import vscode (invariant 1).' }]),
    ...(room === 'runtime'
      ? []
      : [{ name: 'onnxruntime-node', message: 'Only runtime/ imports onnxruntime (invariant 2).' }]),
    ...(withoutInputOutput.includes(room)
      ? inputOutputModules.map((name) => ({ name, message: `${room}/ does no I/O (invariant 3).` }))
      : []),
  ];
  const patterns = [
    ...(forbiddenRooms.length > 0
      ? [{ regex: `${toRooms}(?:${forbiddenRooms.join('|')})/`, message: `${room}/ may not import from there.` }]
      : []),
    ...forbiddenFolders.map((other) => ({
      regex: `^\\.\\./${other}/`,
      message: `${folder} may not import from there.`,
    })),
    ...(room === 'editor'
      ? [
          {
            regex: `${toRooms}processes/(?!(contracts|\\w*[cC]lient)\\.ts\$)`,
            message: 'editor/ sees only the contracts and the clients of processes/.',
          },
          {
            regex: `${toRooms}webview/(?!\\w+/\\w*[pP]rotocol\\.ts\$)`,
            message: 'editor/ sees only the protocols of webview/.',
          },
        ]
      : []),
  ];
  return {
    files: [`src/${room}/${folder}*.ts`],
    rules: {
      'no-restricted-imports': ['error', { paths, patterns }],
      'no-restricted-syntax': [
        'error',
        ...noNetwork,
        ...(room === 'runtime' ? [] : noRuntime),
        ...checkedOnlyThere,
        ...(room === 'editor' ? shownOnlyThere : []),
        ...(room === 'webview' ? setOnlyThere : []),
      ],
      // The tools talk to a code-server on this very machine, and to nobody else.
      'no-restricted-globals': [
        'error',
        ...(room === 'tools' ? [] : networkGlobals),
        ...(withoutInputOutput.includes(room) ? worldGlobals : []),
      ],
      ...(withoutInputOutput.includes(room)
        ? {
            'no-restricted-properties': [
              'error',
              { object: 'Date', property: 'now', message: 'Clocks are passed in (invariant 3).' },
              { object: 'performance', property: 'now', message: 'Clocks are passed in (invariant 3).' },
              { object: 'Math', property: 'random', message: 'Seeds are passed in (base/rng.ts).' },
            ],
          }
        : {}),
    },
  };
}

export default defineConfig(
  { ignores: ['dist/**', 'node_modules/**', 'test/fixtures/**', 'src/**/*_pb.ts'] },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      eqeqeq: 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      complexity: ['error', 20],
      'max-lines': ['error', 400],
    },
  },
  {
    // Tools read texts that are pinned. A pattern that is put together is checked in test/unit/linearPatterns.test.ts.
    files: ['src/**/*.ts'],
    ignores: ['src/tools/**'],
    plugins: { regexp },
    rules: {
      // Whatever the text is, a pattern takes time in proportion to its length.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  ...rooms.flatMap((room) => depths.map((depth) => roomRules(room, depth))),
  ...Object.entries(completionWalls).map(([folder, others]) => roomRules('completion', 1, `${folder}/`, others)),
  { files: ['src/extension.ts'], rules: { 'no-restricted-syntax': ['error', ...shownOnlyThere, ...checkedOnlyThere] } },
  {
    files: ['src/editor/shown.ts', 'src/webview/shared/elements.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noNetwork, ...noRuntime, ...checkedOnlyThere] },
  },
  { files: ['src/base/shownText.ts'], rules: { 'no-restricted-syntax': ['error', ...noNetwork, ...noRuntime] } },
  {
    files: ['test/**/*.ts', 'test/**/*.mts'],
    rules: { 'no-restricted-exports': 'off', 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  prettier,
);
