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
    // Copies of such files, by editors, people and tools.
    ...[
      '.env~',
      'prod.env.bak',
      '.envrc.local',
      'id_rsa.bak',
      'server.key.bak',
      '.npmrc.bak',
      '.netrc.orig',
      '.git-credentials~',
    ],
    ...[
      '.env.local.old',
      '.env.production.bak2',
      'keystore.jks.bak',
      '.server.key.swp',
      '#.netrc#',
      'Copy of .env',
      'id_rsa (1)',
      '.my.cnf.2024-01-31',
    ],
    // Environment files.
    ...[
      '.flaskenv',
      '.Renviron',
      '.dev.vars',
      '.dev.vars.production',
      'local.settings.json',
      'prod.env.local',
      '.env.vault',
    ],
    // Private keys.
    ...[
      'id_rsa_work',
      'id_ed25519_sk',
      'id_ecdsa-github',
      'ssh_host_ed25519_key',
      'privkey1.pem',
      'private_key.json',
      'deploy_key',
    ],
    // Credentials of tools.
    ...[
      '.my.cnf',
      '.s3cfg',
      '.dockercfg',
      'service_account.json',
      'serviceAccountKey.json',
      'client_secret_1.json',
      'auth.json',
      '.terraformrc',
    ],
    ...[
      '.vault_pass',
      '.smbcredentials',
      'rclone.conf',
      'wg0.conf',
      'pgpass.conf',
      'secrets.prod.yaml',
      'gh/hosts.yml',
      '/home/a/.config/gh/hosts.yml',
    ],
    ...[
      'kubeconfig.yaml',
      'db-passwords.csv',
      'app.secrets.toml',
      'firebase-adminsdk-x1.json',
      '.cargo/credentials.toml',
      '.m2/settings.xml',
    ],
    ...[
      'secrets/db_password',
      'run/secrets/token',
      'arduino_secrets.h',
      'prod.secret.exs',
      'wp-config.php',
      'google-services.json',
      'vault.yml',
    ],
    // States of infrastructure.
    ...[
      'terraform.tfstate.backup',
      'terraform.tfvars.json',
      'prod.tfvars.json',
      'prod.auto.tfvars',
      'terraform.tfstate.1680000000.backup',
    ],
    // Histories.
    ...[
      '.bash_history',
      '.zsh_history',
      '.psql_history',
      '.python_history',
      '.node_repl_history',
      '.Rhistory',
      'fish_history',
      '.lesshst',
      '.viminfo',
    ],
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
    ...[
      'package.json',
      'config.json',
      'settings.xml',
      'src/auth.ts',
      'password.ts',
      'tokens.json',
      'design-tokens.json',
      'HISTORY.md',
      'history.txt',
    ],
    ...[
      'hosts.yml',
      'config.yml',
      'vault.ts',
      'id_generator.py',
      'identity.ts',
      'src/secrets/index.ts',
      'secret_test.go',
      'password_reset.html',
    ],
    ...['env.d.ts', 'app.config.js', 'id_rsa.pub', 'history', 'README.old.md', 'bak', '~'],
  ])('not %s', (path) => {
    expect(isSecretFile(path)).toBe(false);
  });
});
