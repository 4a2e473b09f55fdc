/**
 * The part of VS Code that unit tests use, with files in memory. A test mocks `vscode` by it:
 * `vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'))`, and controls it with `shim`.
 */
import path from 'node:path';
import { Emitter } from '../../../src/base/emitter.ts';
import type { RelativePattern } from './shimTypes.ts';
import { Disposable, FileType, type ShimDocument, type ShimEditor, Uri } from './shimTypes.ts';

export {
  ConfigurationTarget,
  Disposable,
  EndOfLine,
  FileType,
  InlineCompletionItem,
  InlineCompletionTriggerKind,
  LanguageStatusSeverity,
  MarkdownString,
  Position,
  Range,
  RelativePattern,
  StatusBarAlignment,
  ThemeColor,
  Uri,
  ViewColumn,
} from './shimTypes.ts';

type Listener = (event: never) => unknown;

/** A file or a folder of the shim's file system. */
interface Entry {
  type: number;
  bytes: Uint8Array;
  mtime: number;
}

/** What an extension says of itself. */
interface ShimExtension {
  readonly packageJSON: unknown;
  readonly extensionUri: Uri;
}

class Shim {
  /** By the string of the URI. Parents need no entry. */
  readonly files = new Map<string, Entry>();
  /** By full name, such as `files.exclude`. */
  readonly settings = new Map<string, unknown>();
  /** Values in each scope, by whole name, as `inspect` gives them. */
  readonly settingsOfScopes = new Map<string, Readonly<Record<string, unknown>>>();
  /** The patterns of living file system watchers, with a function that reports a change. */
  readonly watchers: { readonly pattern: unknown; readonly fire: (event: WatcherEvent, uri: Uri) => void }[] = [];
  /** All webview panels that were created, also those that were disposed of. */
  readonly panels: ShimPanel[] = [];
  /** Restores a panel after a reload of the window; `undefined` when none is registered. */
  panelSerializer: PanelSerializer | undefined;
  activeTextEditor: ShimEditor | undefined;
  visibleTextEditors: readonly ShimEditor[] = [];
  /** Schemes of file systems that cannot be written. */
  readonly readOnlySchemes = new Set<string>();
  /** Settings that were changed: name, value, target, whether for a language. */
  readonly updates: (readonly unknown[])[] = [];
  /** Commands that were executed. */
  readonly executed: string[] = [];
  /** Arguments of the last execution, by command. */
  readonly executedWith = new Map<string, readonly unknown[]>();
  /** Registered commands, and others that a test gives. Unknown ones do nothing. */
  readonly commands = new Map<string, (...args: unknown[]) => unknown>();
  /** Error messages that were shown. */
  readonly errors: string[] = [];
  /** The user's answer to a warning, of those that are possible. */
  answer: (message: string, answers: readonly string[]) => string | undefined = () => undefined;
  /** The user's choice in a quick pick. */
  pick: (items: readonly never[]) => unknown = () => undefined;
  /** Items of the status bar and language status items, by id. */
  readonly items = new Map<string, Record<string, unknown>>();
  isTrusted = true;
  extensions: readonly ShimExtension[] = [];
  workspaceFolders: { readonly uri: Uri; readonly name: string; readonly index: number }[] | undefined;
  readonly #listeners = new Map<string, Set<Listener>>();
  #time = 0;

  reset(): void {
    this.files.clear();
    this.extensions = [];
    this.settings.clear();
    this.settingsOfScopes.clear();
    this.watchers.length = 0;
    this.#listeners.clear();
    this.panels.length = 0;
    this.panelSerializer = undefined;
    this.activeTextEditor = undefined;
    this.visibleTextEditors = [];
    this.readOnlySchemes.clear();
    this.updates.length = 0;
    this.executed.length = 0;
    this.executedWith.clear();
    this.answer = () => undefined;
    this.commands.clear();
    this.items.clear();
    this.errors.length = 0;
    this.pick = () => undefined;
    this.isTrusted = true;
    this.workspaceFolders = undefined;
    this.#time = 0;
  }

  /** Adds or replaces a file; each write has a later time. */
  write(uri: Uri, content: string | Uint8Array, type: number = FileType.File): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.files.set(uri.toString(), { type, bytes, mtime: ++this.#time });
  }

  /** Whether there is a file or folder of this URI. */
  has(uri: Uri): boolean {
    return entryOf(uri) !== undefined;
  }

  /** @param name of an event such as `onDidSaveTextDocument` */
  fire(name: string, event?: unknown): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) (listener as (event: unknown) => unknown)(event);
  }

  listenersOf(name: string): number {
    return this.#listeners.get(name)?.size ?? 0;
  }

  /** Numbers of listeners by event, without events that have none. */
  listeners(): Record<string, number> {
    const counts = [...this.#listeners].map(([name, { size }]) => [name, size] as const);
    return Object.fromEntries(counts.filter(([, size]) => size > 0));
  }

  event(name: string) {
    return (listener: Listener): Disposable => {
      const listeners = this.#listeners.get(name) ?? new Set();
      this.#listeners.set(name, listeners.add(listener));
      return new Disposable(() => listeners.delete(listener));
    };
  }
}

type WatcherEvent = 'create' | 'change' | 'delete';

interface PanelSerializer {
  deserializeWebviewPanel(panel: ShimPanel): Promise<void>;
}

/** A webview panel that records the messages to its page. */
export class ShimPanel {
  readonly sent: unknown[] = [];
  /** Messages from the page. */
  readonly received = new Emitter<unknown>();
  readonly #disposed = new Emitter<void>();
  readonly #viewState = new Emitter<void>();
  #isVisible = true;
  /** How often it was brought to the front. */
  revealed = 0;
  isDisposed = false;
  readonly webview = {
    html: '',
    options: {},
    cspSource: 'https://csp.test',
    asWebviewUri: (uri: Uri) => `https://page.test${uri.path}`,
    onDidReceiveMessage: this.received.event,
    postMessage: (message: unknown) => {
      this.sent.push(message);
      return Promise.resolve(true);
    },
  };
  readonly onDidDispose = this.#disposed.event;
  readonly onDidChangeViewState = this.#viewState.event;

  get visible(): boolean {
    return this.#isVisible;
  }

  set visible(isVisible: boolean) {
    this.#isVisible = isVisible;
    this.#viewState.fire();
  }

  reveal(): void {
    this.revealed += 1;
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.#disposed.fire();
  }
}

export const shim = new Shim();

function entryOf(uri: Uri): Entry | undefined {
  const key = uri.toString();
  const found = shim.files.get(key);
  if (found !== undefined) return found;
  const isParent = [...shim.files.keys()].some((other) => other.startsWith(`${key.replace(/\/$/, '')}/`));
  return isParent ? { type: FileType.Directory, bytes: new Uint8Array(), mtime: 0 } : undefined;
}

function existing(uri: Uri): Entry {
  const entry = entryOf(uri);
  if (entry === undefined) throw new Error(`There is no ${uri.toString()}.`);
  return entry;
}

/** Runs later, as VS Code's own calls do. */
async function later<R>(work: () => R): Promise<R> {
  await Promise.resolve();
  return work();
}

const fs = {
  isWritableFileSystem: (scheme: string) => !shim.readOnlySchemes.has(scheme),
  stat: (uri: Uri) =>
    later(() => {
      const { type, bytes, mtime } = existing(uri);
      return { type, size: bytes.length, mtime, ctime: 0 };
    }),
  readFile: (uri: Uri) => later(() => existing(uri).bytes),
  writeFile: (uri: Uri, bytes: Uint8Array) =>
    later(() => {
      shim.write(uri, bytes);
    }),
  createDirectory: (uri: Uri) =>
    later(() => {
      if (!shim.has(uri)) shim.write(uri, '', FileType.Directory);
    }),
  readDirectory: (uri: Uri) =>
    later(() => {
      existing(uri);
      const start = `${uri.toString().replace(/\/$/, '')}/`;
      const names = [...shim.files.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
      const children = new Set(names.map((name) => name.split('/')[0] ?? ''));
      return [...children].map((name): [string, number] => [name, existing(Uri.joinPath(uri, name)).type]);
    }),
  delete: (uri: Uri) =>
    later(() => {
      existing(uri);
      const key = uri.toString();
      for (const other of shim.files.keys()) if (other === key || other.startsWith(`${key}/`)) shim.files.delete(other);
    }),
};

export const workspace = {
  fs,
  get isTrusted() {
    return shim.isTrusted;
  },
  get workspaceFolders() {
    return shim.workspaceFolders;
  },
  getWorkspaceFolder: (uri: { readonly path: string }) =>
    shim.workspaceFolders?.find((folder) => uri.path.startsWith(`${folder.uri.path}/`)),
  asRelativePath: (uri: { readonly path: string }) => {
    const folder = workspace.getWorkspaceFolder(uri);
    return folder === undefined ? uri.path : path.posix.relative(folder.uri.path, uri.path);
  },
  getConfiguration: (section?: string) => ({
    get: (name: string) => shim.settings.get(section === undefined ? name : `${section}.${name}`),
    inspect: (name: string) => shim.settingsOfScopes.get(section === undefined ? name : `${section}.${name}`),
    update: (...change: unknown[]) =>
      later(() => {
        shim.updates.push(change);
      }),
  }),
  createFileSystemWatcher: (pattern: unknown) => {
    const listeners: Record<WatcherEvent, Listener[]> = { create: [], change: [], delete: [] };
    const add = (event: WatcherEvent) => (listener: Listener) => {
      listeners[event].push(listener);
      return new Disposable(() => undefined);
    };
    const watcher = {
      pattern,
      fire: (event: WatcherEvent, uri: Uri) => {
        for (const listener of listeners[event]) (listener as (uri: Uri) => unknown)(uri);
      },
    };
    shim.watchers.push(watcher);
    return {
      onDidCreate: add('create'),
      onDidChange: add('change'),
      onDidDelete: add('delete'),
      dispose: () => shim.watchers.splice(shim.watchers.indexOf(watcher), 1),
    };
  },
  onDidGrantWorkspaceTrust: shim.event('onDidGrantWorkspaceTrust'),
  onDidChangeWorkspaceFolders: shim.event('onDidChangeWorkspaceFolders'),
  onDidChangeConfiguration: shim.event('onDidChangeConfiguration'),
  onDidSaveTextDocument: shim.event('onDidSaveTextDocument'),
  onDidOpenTextDocument: shim.event('onDidOpenTextDocument'),
  onDidCloseTextDocument: shim.event('onDidCloseTextDocument'),
  onDidChangeTextDocument: shim.event('onDidChangeTextDocument'),
};

function item(id: string): Record<string, unknown> {
  const made = { show: () => undefined, dispose: () => shim.items.delete(id) };
  shim.items.set(id, made);
  return made;
}

export const extensions = {
  get all(): readonly ShimExtension[] {
    return shim.extensions;
  },
};

export const window = {
  get activeTextEditor() {
    return shim.activeTextEditor;
  },
  get visibleTextEditors() {
    return shim.visibleTextEditors;
  },
  onDidChangeActiveTextEditor: shim.event('onDidChangeActiveTextEditor'),
  onDidChangeVisibleTextEditors: shim.event('onDidChangeVisibleTextEditors'),
  onDidChangeTextEditorSelection: shim.event('onDidChangeTextEditorSelection'),
  onDidChangeTextEditorVisibleRanges: shim.event('onDidChangeTextEditorVisibleRanges'),
  createStatusBarItem: item,
  showErrorMessage: (message: string) =>
    later(() => {
      shim.errors.push(message);
    }),
  showWarningMessage: (message: string, _options: unknown, ...answers: string[]) =>
    later(() => shim.answer(message, answers)),
  showQuickPick: (items: readonly never[]) => later(() => shim.pick(items)),
  createWebviewPanel: () => {
    const panel = new ShimPanel();
    shim.panels.push(panel);
    return panel;
  },
  registerWebviewPanelSerializer: (_type: string, serializer: PanelSerializer) => {
    shim.panelSerializer = serializer;
    return new Disposable(() => (shim.panelSerializer = undefined));
  },
};

export const languages = {
  createLanguageStatusItem: item,
  /** Above 0 where the pattern matches the path of the document, in its folder for a relative one. */
  match: ({ pattern }: { readonly pattern: string | RelativePattern }, { uri }: ShimDocument) => {
    const relative = typeof pattern !== 'string';
    const place = relative ? workspace.asRelativePath(uri) : uri.path;
    return globExpression(relative ? pattern.pattern : pattern).test(place) ? 10 : 0;
  },
};

/** Knows `*`, `**` and literal text. */
function globExpression(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/|\*\*|\*)/);
  const source = parts.map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${source.join('')}$`);
}

/** English, with the arguments filled in. */
export const l10n = {
  bundle: undefined as Readonly<Record<string, string>> | undefined,
  t: (message: string, ...values: (string | number | boolean)[]) =>
    message.replaceAll(/\{(\d+)\}/g, (place, index) => String(values[Number(index)] ?? place)),
};

export const env = { language: 'en' };

export const commands = {
  getCommands: () => later(() => [...shim.commands.keys()]),
  registerCommand: (name: string, run: (...args: unknown[]) => unknown) => {
    shim.commands.set(name, run);
    return new Disposable(() => shim.commands.delete(name));
  },
  executeCommand: (name: string, ...args: unknown[]) =>
    later(() => {
      shim.executed.push(name);
      shim.executedWith.set(name, args);
      return shim.commands.get(name)?.(...args);
    }),
};

export class EventEmitter<T> extends Emitter<T> {}
