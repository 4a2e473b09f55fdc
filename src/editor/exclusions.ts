/**
 * What the settings exclude. Exclusions add up over user, workspace and folder: what somebody excludes anywhere stays
 * excluded, so no workspace can open what its user has closed.
 */
import type * as vscode from 'vscode';
import { globsOf } from './fineTuning/fineTunePlan.ts';

type Configuration = Pick<vscode.WorkspaceConfiguration, 'get' | 'inspect'>;

/** Globs of a setting in all its scopes, each once. */
export function exclusionsIn(configuration: Configuration, name: string): readonly string[] {
  const scopes = configuration.inspect<unknown>(name);
  const values = [
    scopes?.defaultValue,
    scopes?.globalValue,
    scopes?.workspaceValue,
    scopes?.workspaceFolderValue,
    configuration.get<unknown>(name),
  ];
  return [...new Set(values.flatMap((value) => excludedBy(value)))];
}

/** Of a list, or of VS Code's map of globs, in which `{ "when": … }` counts as not excluded. */
export function excludedBy(setting: unknown): readonly string[] {
  if (Array.isArray(setting)) return globsOf(setting);
  if (typeof setting !== 'object' || setting === null) return [];
  return Object.entries(setting).flatMap(([glob, holds]) => (holds === true ? [glob] : []));
}
