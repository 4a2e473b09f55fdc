/** When the extension's code began to run. Imported before everything else, so that loading the rest counts as activation. */
export const loadStart = performance.now();
