import { describe, expect, it } from 'vitest';

import { Rng } from '../../../src/base/rng.ts';
import { looksRandom, secretLines, withoutSecretLines } from '../../../src/workspace/secretText.ts';
import { plantedSecrets } from '../../support/plantedSecrets.ts';

/** None of these was ever valid. The `~` keeps secret scanners from reporting this file. */
const plain = (line: string): string => line.replaceAll('~', '');
const isDropped = (line: string): boolean =>
  withoutSecretLines(`before\n${plain(line)}\nafter\n`).text === 'before\nafter\n';

describe('secrets by their form', () => {
  it.each([
    ['AWS key id', 'aws_access_key_id = AK~IAIOSFODNN7EXAMPLE'],
    ['AWS secret key', "secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfi~CYEXAMPLEKEY'"],
    [
      'Azure storage',
      'AccountName=store;Account~Key=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
    ],
    ['Google', 'const key = "AI~zaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe";'],
    ['GitHub', 'git clone https://gh~p_16C7e42F292c6912E7710c838347Ae178B4a@github.com/a/b'],
    [
      'GitHub, fine-grained',
      'TOKEN=github~_pat_11ABCDEFG0abcdefghijkl_MNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvw',
    ],
    ['GitLab', 'private_token: "gl~pat-x9Y8z7W6v5U4t3S2r1Q0"'],
    ['Slack', 'slack("xo~xb-263594206564-2343594206574-FGqddMF8t08v8N7Oq4i57vs1")'],
    ['Slack hook', 'curl https://hooks.slack~.com/services/T00000000/B00000000/abcdefABCDEF'],
    ['Stripe', "stripe('sk~_live_4eC39HqLyjWDarjtT1zdp7dc')"],
    ['npm', '//registry.example.com/:_authToken=npm~_aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5'],
    ['a model service', 'openai.key = "sk~-proj-Ab12Cd34Ef56Gh78Ij90Kl12Mn34Op56"'],
    ['another model service', 'x-api-key: sk~-ant-api03-abcdefGHIJKL-mnopQRSTUV_wxyz0123456789'],
    ['Hugging Face', 'login("hf~_aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH")'],
    ['JWT', 'cookie = "ey~JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"'],
    ['a header', "headers: { Authorization: 'Bearer 9f8e7d6c-5b4a-3c2d' }"],
    ['basic authentication', 'Authorization: Basic YWxhZGRpbjpvcGVuc2VzYW1l'],
    ['connection string', 'DATABASE_URL=postgres://admin:hunter2@db.example.com:5432/app'],
    ['connection string, no user', 'redis://:p4ssw0rd@localhost:6379'],
    ['ADO connection string', '"Server=db;Database=app;User Id=sa;Password=Str0ng-Pass;"'],
  ])('%s', (_, line) => {
    expect(isDropped(line)).toBe(true);
  });

  it('drops whole private keys, also in a one-line string, and of a key without an end what looks like one', () => {
    const key = plain('-----BE~GIN RSA PRIVATE KEY-----\nMIIB\nshort\n-----END RSA PRIVATE KEY-----');
    expect(withoutSecretLines(`const key = \`\n${key}\`;\nnext();\n`)).toEqual({
      text: 'const key = `\nnext();\n',
      lines: 4,
    });
    const escaped = key.replaceAll('\n', '\\n');
    expect(withoutSecretLines(`a\nkey = "${escaped}"\nb`)).toEqual({ text: 'a\nb', lines: 1 });
    const begun = plain('a\n-----BE~GIN PRIVATE KEY-----\n');
    expect(withoutSecretLines(`${begun}next();\n`)).toEqual({ text: 'a\nnext();\n', lines: 1 });
    expect(withoutSecretLines(`${begun}MIIBVAIBADANBg\nkqhkiG9w0B\nnext();\n`)).toEqual({
      text: 'a\nnext();\n',
      lines: 3,
    });
  });
});

describe('secrets by the name they are assigned to', () => {
  it.each([
    'password = "hunter2!"',
    "  'DB_PASSWORD': 'correct-horse',",
    'const clientSecret: string = `t0ps3cret`;',
    'self.api_key = u"abcd1234"',
    'pwd := "letmein"',
    'config[:auth_token] => "mysecret1"',
    '{ "refreshToken": "1//0abc" }',
    'DB_PASSWORD=hunter2',
    'export API_KEY=abc123def',
    '  password: s3cr3t!',
    '<apiKey>a1b2c3d4</apiKey>',
  ])('%s', (line) => {
    expect(isDropped(line)).toBe(true);
  });

  it.each([
    'password = get_password()',
    'const password = process.env.DB_PASSWORD;',
    'password: string;',
    'password: str = None',
    '<input type="password" name="password" autocomplete="current-password">',
    'passwordHint: "Something only you know"',
    "label: { password: 'Enter your password' }",
    'password = "${DB_PASSWORD}"',
    "api_key: '<your-api-key>'",
    "password: '********',",
    'url = f"postgres://{user}:{password}@{host}/app"',
    'postgres://$USER:$PASSWORD@localhost/app',
    'const API_KEY = "API_KEY";',
    'secretName: "kubeconfig"',
    "fetch(url, { credentials: 'same-origin' })",
    '"password-prompt": "^1.1.3",',
    'if (password === "") return;',
    'const secret = await store.get(name);',
    'tokenType: "identifier",',
    'http://localhost:3000/@scope/name',
  ])('but not %s', (line) => {
    expect(isDropped(line)).toBe(false);
  });
});

describe('tokens that look random', () => {
  const alphabets = {
    hexadecimal: '0123456789abcdef',
    'capital hexadecimal': '0123456789ABCDEF',
    'small letters and digits': 'abcdefghijklmnopqrstuvwxyz0123456789',
    base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
    'base64 of URLs': 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  };

  it.each(Object.entries(alphabets))('are nearly always found: %s', (_, alphabet) => {
    const rng = new Rng(5);
    const shareFound = (length: number): number => {
      const tokens = Array.from({ length: 1000 }, () =>
        Array.from({ length }, () => alphabet[rng.integer(alphabet.length)]).join(''),
      );
      return tokens.filter((token) => isDropped(`send("${token}")`)).length / tokens.length;
    };
    expect(shareFound(20)).toBeGreaterThan(0.88);
    expect(shareFound(32)).toBeGreaterThan(0.95);
    expect(shareFound(64)).toBeGreaterThan(0.99);
  });

  it.each([
    'AbstractSingletonProxyFactoryBean',
    'convertUpdateFormatV2ToV1',
    'TestProxyProtocolV1WithH2C',
    'get_user_by_email_address_or_none',
    'MAXIMUM_NUMBER_OF_CONNECTIONS_2',
    'x86_64-unknown-linux-gnu',
    'src/components/Button2/index',
    '/usr/local/lib/python3/site-packages',
    'github.com/sirupsen/logrus/v2/hooks/syslog',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
    '12345678901234567890123456789012',
    '--------------------------------',
    '====================++++++++++++++++++++',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'i18n_l10n_a11y_k8s_u2f_e2e',
    'internationalisation',
    '550e8400-e29b-41d4-a716-446655440000',
    'v0.0.0-20190101123456-abcdef123456',
    'https://example.com/docs/getting-started/install#linux-and-macos',
    'JS_ToCStringLenUTF16',
  ])('are not texts such as %s', (token) => {
    expect(isDropped(`use("${token}")`)).toBe(false);
    expect(looksRandom(token)).toBe(false);
  });
});

describe('secrets as they are written in many languages', () => {
  it.each(plantedSecrets.map(({ languageId, text, secret }) => [languageId, text, secret]))(
    '%s: %j',
    (languageId, text, secret) => {
      expect(withoutSecretLines(text, languageId).text).not.toContain(secret);
    },
  );
});

describe('lines that depend on those above them', () => {
  it('are found wherever the search begins', () => {
    const text = 'a: 1\ndb_password: |\n  swordfish\n\n  more of it\nb: 2\n';
    const from = text.indexOf('more');
    const start = text.indexOf('  more');
    expect(secretLines(text, { from, languageId: 'yaml' })).toEqual([[start, text.indexOf('b: 2')]]);
  });

  it('are found in a long private key', () => {
    const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\n'.repeat(60);
    const text = plain(`x = 1\n-----BE~GIN PRIVATE KEY-----\n${body}`) + 'short\n';
    const from = text.indexOf('short');
    expect(secretLines(text, { from })).toEqual([[from, text.length]]);
  });
});

describe('texts', () => {
  it('do not change without secrets, line ends included', () => {
    for (const text of ['', 'a', 'a\n', '\n\n', 'const a = "\ud800";\r\nb'])
      expect(withoutSecretLines(text)).toEqual({ text, lines: 0 });
  });

  it('lose whole lines, each counted once, also at the beginning and the end', () => {
    const secret = plain('password = "gh~p_16C7e42F292c6912E7710c838347Ae178B4a"');
    expect(withoutSecretLines(`${secret}\na\n${secret} ${secret}\n${secret}\nb\n${secret}`)).toEqual({
      text: 'a\nb\n',
      lines: 4,
    });
    expect(withoutSecretLines(secret)).toEqual({ text: '', lines: 1 });
  });

  it('take time in proportion to their length, with any content', () => {
    for (const piece of [
      'a',
      'A1',
      '-----BEGIN PRIVATE KEY',
      'http://a:',
      '-eyJ',
      '-----BEGIN PRIVATE KEY-----\n',
      'password: |\n',
      'x =',
      'a b ',
      'hooks/',
      'mysql -p ',
      'password = ',
      '"a" == ',
      'DE12 ',
      'https://a.b/c:d@',
      'password',
      '<password>',
      'eyJaaaaaaaa.',
      ' ',
      ';pwd=',
    ])
      expect(withoutSecretLines(piece.repeat(300_000 / piece.length)).lines).toBeGreaterThanOrEqual(0);
  }, 20_000);
});
