import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../../../src/base/logger.ts';
import { UserError } from '../../../src/base/userError.ts';
import { type CommandParts, editorCommands, registerCommand } from '../../../src/editor/commands.ts';
import { editorOf } from '../../support/editor/shimTypes.ts';
import { commands, shim, Uri } from '../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../support/editor/vscodeShim.ts'));

beforeEach(() => {
  shim.reset();
});

function setUp() {
  const settings = {
    enabled: true,
    languageEnabled: true,
    of: () => ({ languageEnabled: settings.languageEnabled }),
    eagerness: () => 'balanced',
    setEagerness: vi.fn(),
    setEnabled: vi.fn(),
    setLanguageEnabled: vi.fn(),
  };
  const snooze: { until: Date | undefined } = { until: undefined };
  const whatsNew: { release: string | undefined } = { release: undefined };
  const client = { restart: vi.fn() };
  const surprise = { isShown: false };
  const fineTuning = { isRunning: false };
  const parts = { client, settings, surprise, fineTuning, snooze, whatsNew } as unknown as CommandParts;
  for (const command of editorCommands(parts)) registerCommand(command, silentLogger);
  const run = (name: string) => commands.executeCommand(`undercurrent.${name}`);
  return { client, fineTuning, run, settings, snooze, surprise, whatsNew };
}

describe('an error of a command', () => {
  it('that concerns the user is shown with what to do about it', async () => {
    const logger = { ...silentLogger, error: vi.fn(), warn: vi.fn() };
    const error = new UserError('It is full.', 'Empty it.', { cause: new Error('ENOSPC') });
    registerCommand({ id: 'a', run: () => Promise.reject(error) }, logger);
    await commands.executeCommand('a');
    expect(shim.errors).toEqual(['It is full. Empty it.']);
    expect(logger.error).not.toHaveBeenCalled();
    // With it the log has its cause.
    expect(logger.warn).toHaveBeenCalledWith('a:', error);
  });

  it('that is a defect goes to the log', async () => {
    const logger = { ...silentLogger, error: vi.fn() };
    const defect = new Error('undefined is not a function');
    const run = () => {
      throw defect;
    };
    registerCommand({ id: 'a', run }, logger);
    await commands.executeCommand('a');
    expect(shim.errors).toEqual(['Something went wrong. See the log of Undercurrent.']);
    expect(logger.error).toHaveBeenCalledWith('a failed.', defect);
  });
});

describe('the switches', () => {
  it('pause and resume; a restart resumes too', async () => {
    const { client, run, settings } = setUp();
    await run('toggle');
    expect(settings.setEnabled).toHaveBeenLastCalledWith(false);
    await run('restart');
    expect(client.restart).toHaveBeenCalledOnce();
    settings.enabled = false;
    await run('restart');
    expect(settings.setEnabled).toHaveBeenLastCalledWith(true);
    expect(client.restart).toHaveBeenCalledOnce();
  });

  it('turn the language of the active editor off, and say so without one', async () => {
    const { run, settings } = setUp();
    await run('toggleLanguage');
    expect(shim.errors).toEqual(['No editor is active. Open a file of the language first.']);
    shim.activeTextEditor = editorOf(Uri.file('/a.go'), 'go', '');
    await run('toggleLanguage');
    expect(settings.setLanguageEnabled).toHaveBeenCalledWith('go', false);
  });
});

describe('eagerness', () => {
  it('is chosen from a list that marks the present one, and stays when none is chosen', async () => {
    const { run, settings } = setUp();
    const described: string[] = [];
    shim.pick = (items: readonly { choice: string; description: string }[]) => {
      described.push(...items.map(({ choice, description }) => `${choice} ${description}`.trim()));
      return items.find(({ choice }) => choice === 'onRequest');
    };
    await run('changeEagerness');
    expect(described).toEqual(['eager', 'balanced current', 'quiet', 'onRequest']);
    expect(settings.setEagerness).toHaveBeenCalledExactlyOnceWith(undefined, 'onRequest');
    shim.pick = () => undefined;
    await run('changeEagerness');
    expect(settings.setEagerness).toHaveBeenCalledOnce();
  });
});

describe('the menu', () => {
  async function labelsOf({ run }: ReturnType<typeof setUp>): Promise<string[]> {
    let labels: string[] = [];
    shim.pick = (items: readonly { label: string }[]) => {
      labels = items.map(({ label }) => label);
    };
    await run('showMenu');
    return labels;
  }

  it('shows the switches in their position', async () => {
    const stage = setUp();
    shim.activeTextEditor = editorOf(Uri.file('/a.go'), 'go', ' \n');
    expect((await labelsOf(stage)).slice(0, 8)).toEqual([
      '$(bell-slash) Snooze completions',
      '$(dashboard) Eagerness: Balanced',
      '$(circle-slash) Turn off completions',
      '$(new-file) Draft this file',
      '$(circle-slash) Turn off for Go',
      '$(mortar-board) Fine-tune on this workspace',
      '$(eye) Show surprise',
      '$(telescope) Explore the model',
    ]);
    Object.assign(stage.settings, { enabled: false, languageEnabled: false });
    stage.surprise.isShown = true;
    stage.fineTuning.isRunning = true;
    shim.activeTextEditor = editorOf(Uri.file('/a.go'), 'go', 'package a');
    expect((await labelsOf(stage)).slice(0, 5)).toEqual([
      '$(play) Turn on completions',
      '$(check) Turn on for Go',
      '$(graph-line) Show fine-tuning',
      '$(eye-closed) Hide surprise',
      '$(list-ordered) Show most surprising places',
    ]);
  });

  it('ends a snooze, and shows an update first', async () => {
    const stage = setUp();
    stage.snooze.until = new Date();
    stage.whatsNew.release = '0.3';
    expect((await labelsOf(stage)).slice(0, 2)).toEqual(['$(gift) What’s new in 0.3', '$(bell) End snooze']);
  });

  it('runs what was chosen', async () => {
    const { run } = setUp();
    shim.pick = (items: readonly { label: string }[]) => items.find(({ label }) => label.includes('Settings'));
    await run('showMenu');
    expect(shim.executed).toEqual(['undercurrent.showMenu', 'workbench.action.openSettings']);
  });
});
