/**
 * The picture of a draft: a new, empty file in a project whose files all begin alike, and what the model begins it
 * with.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeLicensedFiles } from '../support/licensedFiles.ts';
import { repositoryRoot } from '../support/window/realWindow.ts';
import { useRealWindow } from '../support/window/stage.ts';
import { steadySettings } from '../support/window/workbench.ts';

const file = 'ferry/timetable.py';

const settings = {
  ...steadySettings,
  'breadcrumbs.enabled': false,
  'editor.fontSize': 15,
  'editor.guides.indentation': false,
  'editor.renderLineHighlight': 'none',
  'editor.stickyScroll.enabled': false,
  'remote.autoForwardPorts': false,
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.layoutControl.enabled': false,
};

const realWindow = useRealWindow({ settings, deviceScaleFactor: 2 }, async ({ workbench, folder }) => {
  await writeLicensedFiles(folder);
  await writeFile(path.join(folder, file), '');
  await workbench.page.setViewportSize({ width: 960, height: 440 });
  await workbench.open({ folder, file });
  await workbench.waitForStatus('ready');
});

test('draft, light', async () => {
  const { workbench } = realWindow();
  // Nobody is told when the workspace has been read.
  await expect
    .poll(
      async () => {
        await workbench.runCommand('Undercurrent: Draft This File');
        const ghost = await workbench.waitForGhostText((text) => text.includes('SPDX'), 3000);
        if (ghost === undefined) await workbench.runCommand('Notifications: Clear All Notifications');
        return ghost;
      },
      { timeout: 90_000 },
    )
    .toContain('import');
  await workbench.settledGhostText();
  await workbench.screenshot(path.join(repositoryRoot, 'media', 'draft.png'));
});
