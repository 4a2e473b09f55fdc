import { describe, expect, it } from 'vitest';
import { isSecretFile } from '../../../src/workspace/secretFiles.ts';

describe('isSecretFile', () => {
  it.each([
    '.env',
    'app/.env.local',
    'app/.env-production',
    'deploy/production.env',
    'C:\\Users\\a\\.ssh\\config',
    '/home/a/.ssh/id_ed25519',
    'certs/Server.PEM',
    'secrets.yaml',
    '.npmrc',
    '.aws/credentials',
    'infra/terraform.tfstate',
  ])('%s', (path) => {
    expect(isSecretFile(path)).toBe(true);
  });

  it.each([
    'environment.ts',
    'src/env.ts',
    'keys.ts',
    'keyboard.py',
    'docs/secrets.md',
    'env',
    '',
    'src/credentials.ts',
  ])('not %s', (path) => {
    expect(isSecretFile(path)).toBe(false);
  });
});
