/**
 * The user's settings. They are read once and kept until one of them changes, since each keystroke needs them. A
 * settings file may hold any value; one that makes no sense counts as the default.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import type { Eagerness } from '../processes/contracts.ts';

export interface DocumentSettings {
  readonly languageEnabled: boolean;
  /** Globs, relative to the workspace folder. */
  readonly exclude: readonly string[];
  readonly eagerness: Eagerness;
  /** Longest completion, in characters. */
  readonly maximumLength: number;
  /** Shortest completion that nobody asked for, in characters. */
  readonly minimumLength: number;
  readonly inComments: boolean;
}

/** As found; `planOf` replaces what makes no sense. */
export interface FineTuneSettings {
  readonly minutes: unknown;
  readonly updates: unknown;
  readonly cores: unknown;
  /** Whether fine-tuning also learns the messages of the git log. */
  readonly commitMessages: boolean;
  /** Whether fine-tuning starts by itself while the machine is idle. */
  readonly automatic: boolean;
}

const section = 'undercurrent';

const defaultMaximumLength = 200;
const defaultMinimumLength = 3;

function isEagerness(value: unknown): value is Eagerness {
  return value === 'quiet' || value === 'balanced' || value === 'eager';
}

/** Whether a language is on: its own entry, else that of `*`, else `true`. */
function isLanguageEnabled(languages: unknown, languageId: string): boolean {
  if (typeof languages !== 'object' || languages === null) return true;
  const entries = new Map<string, unknown>(Object.entries(languages));
  const own = entries.get(languageId) ?? entries.get('*');
  return typeof own === 'boolean' ? own : true;
}

export class Settings implements Disposable {
  readonly #changes = new vscode.EventEmitter<void>();
  #documents = new WeakMap<vscode.TextDocument, { languageId: string; settings: DocumentSettings }>();
  readonly #subscription: vscode.Disposable;
  readonly #switches = new Map<string, boolean>();

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(section)) return;
      this.#switches.clear();
      this.#documents = new WeakMap();
      this.#changes.fire();
    });
  }

  get onDidChange(): vscode.Event<void> {
    return this.#changes.event;
  }

  /** Whether completions are on at all; the status calls it paused when they are not. */
  get enabled(): boolean {
    return this.#isOn('enabled');
  }

  /** Whether the language of documents without one is detected. */
  get detectLanguage(): boolean {
    return this.#isOn('detectLanguage');
  }

  /** Whether the texts of document and workspace are mixed in. */
  get textCache(): boolean {
    return this.#isOn('textCache');
  }

  /** Whether the server learns from documents while they are open. */
  get liveLearning(): boolean {
    return this.#isOn('liveLearning');
  }

  of(document: vscode.TextDocument): DocumentSettings {
    const known = this.#documents.get(document);
    if (known?.languageId === document.languageId) return known.settings;
    const settings = readDocumentSettings(document);
    this.#documents.set(document, { languageId: document.languageId, settings });
    return settings;
  }

  get fineTune(): FineTuneSettings {
    const configuration = vscode.workspace.getConfiguration(`${section}.fineTune`);
    return {
      minutes: configuration.get<unknown>('minutes'),
      updates: configuration.get<unknown>('updates'),
      cores: configuration.get<unknown>('cores'),
      commitMessages: configuration.get<unknown>('commitMessages') === true,
      automatic: configuration.get<unknown>('automatic') === true,
    };
  }

  async setEnabled(enabled: boolean): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section);
    await configuration.update('enabled', enabled, effectiveTarget(configuration.inspect('enabled')));
  }

  async setLanguageEnabled(languageId: string, enabled: boolean): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section);
    const found = configuration.inspect<Record<string, unknown>>('languages');
    const target = effectiveTarget(found);
    const before = target === vscode.ConfigurationTarget.Workspace ? found?.workspaceValue : found?.globalValue;
    await configuration.update('languages', { ...before, [languageId]: enabled }, target);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changes.dispose();
  }

  /** A switch that is on unless it is set to `false`. */
  #isOn(name: string): boolean {
    const known = this.#switches.get(name);
    if (known !== undefined) return known;
    const isOn = vscode.workspace.getConfiguration(section).get<unknown>(name) !== false;
    this.#switches.set(name, isOn);
    return isOn;
  }
}

function readDocumentSettings(document: vscode.TextDocument): DocumentSettings {
  const configuration = vscode.workspace.getConfiguration(section, document);
  const exclude = configuration.get<unknown>('exclude');
  const eagerness = configuration.get<unknown>('eagerness');
  const lengthOf = (name: string, otherwise: number): number => {
    const value = configuration.get<unknown>(name);
    return typeof value === 'number' && value >= 1 ? Math.floor(value) : otherwise;
  };
  return {
    languageEnabled: isLanguageEnabled(configuration.get<unknown>('languages'), document.languageId),
    exclude: Array.isArray(exclude) ? exclude.filter((glob) => typeof glob === 'string') : [],
    eagerness: isEagerness(eagerness) ? eagerness : 'balanced',
    maximumLength: lengthOf('maximumLength', defaultMaximumLength),
    minimumLength: lengthOf('minimumLength', defaultMinimumLength),
    inComments: configuration.get<unknown>('inComments') !== false,
  };
}

/** Where a change takes effect: in the workspace when its settings decide, else in the user's own. */
function effectiveTarget(found: { readonly workspaceValue?: unknown } | undefined): vscode.ConfigurationTarget {
  return found?.workspaceValue === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
}
