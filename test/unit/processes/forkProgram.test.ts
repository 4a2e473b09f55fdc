import { describe, expect, it } from 'vitest';
import { programEnvironment } from '../../../src/processes/forkProgram.ts';

describe('programEnvironment', () => {
  it('inherits nothing but where programs, libraries and temporary files are', () => {
    const environment = programEnvironment({
      PATH: '/bin',
      HOME: '/home/somebody',
      NODE_OPTIONS: '--inspect',
      VSCODE_IPC_HOOK: '/run/hook',
      ELECTRON_RUN_AS_NODE: '0',
      ORT_DISABLE_TELEMETRY: '0',
      API_TOKEN: 'secret',
    });
    expect(environment).toEqual({ PATH: '/bin', ELECTRON_RUN_AS_NODE: '1', ORT_DISABLE_TELEMETRY: '1' });
  });
});
