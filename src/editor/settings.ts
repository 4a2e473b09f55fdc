/**
 * The user's settings. They are read once and kept until one of them changes, since each keystroke needs them. A
 * settings file may hold any value; one that makes no sense counts as the default.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import type { Eagerness } from '../processes/contracts.ts';
import { exclusionsIn } from './exclusions.ts';

export interface DocumentSettings {
  readonly languageEnabled: boolean;
  /** Globs, relative to the workspace folder, of all scopes together. */
  readonly exclude: readonly string[];
  readonly eagerness: Eagerness;
  /** Nothing is offered unless the user asks by a command. */
  readonly onRequest: boolean;
  /** Longest completion, in characters. */
  readonly maximumLength: number;
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
/** As package.json says. VS Code warns of other numbers, but hands them over. */
const longestCompletion = 1_000;

/** The values of the setting: how much is offered unasked, the most first. */
export const eagernessChoices = ['eager', 'balanced', 'quiet', 'onRequest'] as const;
export type EagernessChoice = (typeof eagernessChoices)[number];

/** Anything else counts as the default. */
function eagernessFrom(value: unknown): EagernessChoice {
  return eagernessChoices.find((choice) => choice === value) ?? 'balanced';
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

  /** Whether use is counted for the statistics page. */
  get statistics(): boolean {
    return this.#isOn('statistics');
  }

  /** The eagerness of a document, or the one of all documents. */
  eagerness(document: vscode.TextDocument | undefined): EagernessChoice {
    return eagernessFrom(vscode.workspace.getConfiguration(section, document).get<unknown>('eagerness'));
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

  /** Changes the value that decides for `document`: that of its language where it has one of its own. */
  async setEagerness(document: vscode.TextDocument | undefined, eagerness: EagernessChoice): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section, document);
    const found = configuration.inspect('eagerness');
    const { workspaceLanguageValue, globalLanguageValue } = found ?? {};
    // VS Code lets a language's value of any level precede a general one.
    const ofLanguage = workspaceLanguageValue !== undefined || globalLanguageValue !== undefined;
    const values = ofLanguage ? { workspaceValue: workspaceLanguageValue } : found;
    await configuration.update('eagerness', eagerness, effectiveTarget(values), ofLanguage);
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
  const eagerness = eagernessFrom(configuration.get<unknown>('eagerness'));
  const maximumLength = configuration.get<unknown>('maximumLength');
  return {
    languageEnabled: isLanguageEnabled(configuration.get<unknown>('languages'), document.languageId),
    exclude: exclusionsIn(configuration, 'exclude'),
    eagerness: eagerness === 'onRequest' ? 'balanced' : eagerness,
    onRequest: eagerness === 'onRequest',
    maximumLength:
      typeof maximumLength === 'number' && maximumLength >= 1
        ? Math.min(longestCompletion, Math.floor(maximumLength))
        : defaultMaximumLength,
    inComments: configuration.get<unknown>('inComments') !== false,
  };
}

/** Where a change takes effect: in the workspace when its settings decide, else in the user's own. */
function effectiveTarget(found: { readonly workspaceValue?: unknown } | undefined): vscode.ConfigurationTarget {
  return found?.workspaceValue === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
}
