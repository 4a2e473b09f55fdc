/**
 * Files that are never read, by name: environment files, keys, certificates, password stores, credentials of tools,
 * states of infrastructure, histories of shells. A copy of such a file is one too. The rules are rather too wide than
 * too narrow, since a model can complete a secret that it has read.
 */

const wordsOf = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** What copies of a file are called: `.env~`, `prod.env.bak`, `.my.cnf.2`, `id_rsa.old`, `#.netrc#`, `copy of .env`. */
const copyBegin = /^(?:copy of |#|\._|\.#)/;
const copyEnd =
  /(?:~|#|\.(?:bak|back|backup|bk|bkp|old|orig|original|save|saved|sav|sw[a-p]|tmp|temp|copy|rej|dist|sample|example|template|tpl|default|disabled|off|prev|previous|new|last|dpkg-\w{3,8}|rpm\w{3,6}|\d{1,14}|\d{4}-\d\d-\d\d)|[-_ ](?:bak|backup|copy|old|orig|sample|example|template)| \(\d{1,3}\))\d{0,2}$/;

/** Credentials of tools, whole names. */
const secretNames = wordsOf(
  '.envrc .direnvrc .flaskenv .renviron .dev.vars .git-credentials .gitcredentials .htpasswd .htdigest .netrc _netrc ' +
    '.npmrc .pgpass pgpass.conf .my.cnf .mylogin.cnf .pypirc .vault-token .vault_pass .vault-pass .vault_password .yarnrc ' +
    '.yarnrc.yml .terraformrc terraform.rc credentials.tfrc.json .dockercfg .dockerconfigjson .s3cfg .boto .passwd ' +
    '.smbcredentials .cifscredentials .ftpconfig .ftpquota sftp-config.json sftp.json .remote-sync.json .esmtprc .msmtprc ' +
    '.fetchmailrc .offlineimaprc .authinfo .rediscli_auth .databrickscfg .snowsql .mongorc.js .odbc.ini .ldaprc .wgetrc .curlrc ' +
    '.sqlpass .kubeconfig .gemrc rclone.conf wpa_supplicant.conf settings-security.xml local.settings.json auth.json oauth.json ' +
    'token.json accesstokens.json azureprofile.json azureauth.properties google-services.json googleservice-info.plist ' +
    'application_default_credentials.json adc.json authorized_keys known_hosts htpasswd shadow gshadow master.key ' +
    'sitemanager.xml recentservers.xml filezilla.xml ws_ftp.ini winscp.ini datasources.local.xml logins.json key3.db key4.db ' +
    'cookies.txt cookies.sqlite wallet.dat wallet.json keystore.json secring.gpg ventrilo_srv.ini proftpdpasswd wp-config.php ' +
    'ejabberd.yml hub .s3cmd .slackrc .tugboat .netlify .jupyterhub_secret rootkey.csv accesskeys.csv kubeconfig .pulumi ' +
    'fish_history consolehost_history.txt .dbshell .lesshst .viminfo .histfile .history .secrets .credentials',
);

// prettier-ignore
const secretExtensions = new Set([
  '.age', '.agekey', '.asc', '.bks', '.cer', '.cert', '.crt', '.csr', '.der', '.gpg', '.jceks', '.jks', '.kdb', '.kdbx',
  '.key', '.keychain', '.keychain-db', '.keystore', '.keytab', '.kubeconfig', '.mobileprovision', '.nmconnection', '.ovpn',
  '.p12', '.p7b', '.p8', '.pem', '.pfx', '.pgp', '.pk8', '.pkcs12', '.ppk', '.priv', '.publishsettings', '.rdg', '.snk',
  '.tblk', '.tfplan', '.tfstate', '.tfvars', '.truststore',
]);

const secretFolders = wordsOf(
  '.aws .azure .docker .gcloud .gnupg .kube .password-store .ssh .terraform .putty .pki .electrum .bitcoin .ethereum ' +
    '.secrets .vault .op .oci .aliyun .heroku .fly .vercel',
);

/** Files of a tool inside its folder: `gh/hosts.yml`. */
const secretPaths =
  /(?:^|\/)(?:gh\/hosts\.ya?ml|\.?hub|glab-cli\/config\.ya?ml|doctl\/config\.ya?ml|\.cargo\/credentials(?:\.toml)?|\.gem\/credentials|\.m2\/settings\.xml|\.gradle\/gradle\.properties|\.subversion\/auth\/.{1,200}|\.dbt\/profiles\.ya?ml|\.config\/(?:gcloud|rclone|op|hcloud|containers|composer)\/.{1,200}|containers\/auth\.json|(?:run|var\/run)\/secrets\/.{1,200}|wireguard\/.{1,200}|netlify\/config\.json|\.streamlit\/secrets\.toml|hub\/config|keystore\/utc--.{1,200})$/;

/** `.env`, `.env.local`, `production.env`, `prod.env.local`; also templates, since users fill them in. */
const environmentFile =
  /^\.env(?:rc|ironment)?(?:[.\-_].{0,200})?$|\.env$|\.env\.(?:local|prod|production|dev|development|test|testing|stage|staging|live|ci|docker|vault|me|keys|private|secret|json|ya?ml|enc|encrypted)$|^\.(?:dev|prod|stage)\.vars|^\.flaskenv|^\.envrc\.|^\.renviron/;

/** `id_rsa`, `id_rsa_work`, `id_ed25519_sk`; the public half is public. */
const keyFile =
  /^(?:id|identity|ssh_host|deploy)[_-](?:rsa|dsa|ecdsa|ed25519|xmss)(?:[_.-](?!pub$|key\.pub$)[\w.@-]{1,100})?$|^(?:rsa|ssh|deploy|host|server|client|signing|private|priv)[_-]?(?:key|privkey)(?:\.(?:txt|json|xml|ya?ml|b64))?$|^privkey\d{0,3}\b/;

/** `.bash_history`, `.zsh_history`, `.psql_history`. */
const historyFile = /^[._][\w.-]{0,40}(?:history|hist|histfile)$|^[a-z]{1,20}_history$/;

/** `terraform.tfstate.backup`, `prod.tfvars.json`, `wg0.conf`. */
const stateFile =
  /\.tf(?:state|vars|plan)(?:\.|$)|^wg[\w-]{0,20}\.conf$|^\.?(?:ansible[_-])?vault(?:[_-]?pass(?:word)?)?(?:\.txt|\.ya?ml)?$|^vault[_-]?pass/;

/** Formats in which tools keep credentials. */
const dataEnding =
  /^(?:json5?|jsonc|ya?ml|toml|ini|cfg|conf|config|cnf|properties|props|plist|xml|txt|csv|tsv|enc|encrypted|env|dat|db|sqlite3?|exs|b64|list|lst|docx?|xlsx?|kdbx|h|hpp|php)$/;

/** Words of a name that stand for credentials, alone or in pairs. */
const secretWords = wordsOf(
  'secret secrets credential credentials creds password passwords passwd passphrase htpasswd',
);
const secretPairs = wordsOf(
  'service-account service-accounts client-secret client-secrets private-key private-keys api-key api-keys access-key access-keys ' +
    'access-token access-tokens auth-token auth-tokens api-token api-tokens refresh-token signing-key encryption-key ' +
    'firebase-adminsdk vault-pass db-pass recovery-codes backup-codes seed-phrase ssh-key',
);

/** Whether a file may hold secrets, by its path with forward or backward slashes. */
export function isSecretFile(path: string): boolean {
  const segments = path
    .toLowerCase()
    .split(/[/\\]/u)
    .filter((segment) => segment !== '');
  const written = segments.at(-1);
  if (written === undefined) return false;
  const folders = segments.slice(0, -1);
  if (folders.some((folder) => secretFolders.has(folder))) return true;
  const name = withoutCopyMarks(written);
  return (
    [written, name].some((each) => isSecretName(each) || secretPaths.test([...folders.slice(-3), each].join('/'))) ||
    isKeptSecret(folders.at(-1), name)
  );
}

function isSecretName(name: string): boolean {
  if (secretNames.has(name) || environmentFile.test(name) || keyFile.test(name)) return true;
  if (historyFile.test(name) || stateFile.test(name)) return true;
  const dot = name.lastIndexOf('.');
  if (dot >= 0 && secretExtensions.has(name.slice(dot))) return true;
  return isNamedAfterSecrets(name);
}

/** `secrets.prod.yaml`, `client_secret_1.json`, `db-passwords.txt`, `service_account.json`, but not `secrets.md`. */
function isNamedAfterSecrets(name: string): boolean {
  const parts = name.replace(/^\./, '').split('.');
  const ending = parts.length > 1 ? (parts.at(-1) ?? '') : '';
  if (ending !== '' && !dataEnding.test(ending)) return false;
  const words = (ending === '' ? parts : parts.slice(0, -1))
    .join('-')
    .split(/[^\p{L}\d]+/u)
    .map((word) => word.replace(/\d+$/, ''));
  const isCode = /^(?:h|hpp|php)$/.test(ending);
  if (isCode) return ['secret', 'secrets', 'credentials', 'passwords'].includes(words.at(-1) ?? '');
  return words.some(
    (word, at) =>
      secretWords.has(word) ||
      secretPairs.has(`${word}-${words.at(at + 1) ?? ''}`) ||
      /^(?:serviceaccount|clientsecret|privatekey|apikey|kubeconfig)|(?:password|secret|credential)s?$/.test(word),
  );
}

/** Files of a folder for secrets, as Docker and Kubernetes mount them: `secrets/db_password`. */
function isKeptSecret(folder: string | undefined, name: string): boolean {
  if (folder === undefined || !/^\.?(?:secrets?|credentials|private[-_]?keys)$/.test(folder)) return false;
  const dot = name.lastIndexOf('.');
  return dot <= 0 || dataEnding.test(name.slice(dot + 1));
}

function withoutCopyMarks(name: string): string {
  let bare = name.replace(copyBegin, '');
  for (let rounds = 0; rounds < 4; rounds++) {
    const shorter = bare.replace(copyEnd, '');
    if (shorter === bare || shorter === '') break;
    bare = shorter;
  }
  // Vim hides its copies: `.server.key.swp`.
  return /\.sw[a-p]$/.test(name) && bare.startsWith('.') && !isSecretName(bare) ? bare.slice(1) : bare;
}
