/**
 * Files that are never read, by name: environment files, keys, certificates, password stores and credential files of
 * common tools. The list is rather too long than too short, since a model can complete a secret that it has read.
 */

// prettier-ignore
const secretNames = new Set([
  '.envrc', '.git-credentials', '.htpasswd', '.netrc', '_netrc', '.npmrc', '.pgpass', '.pypirc',
  '.vault-token', '.yarnrc', '.yarnrc.yml', 'application_default_credentials.json', 'authorized_keys',
  'credentials', 'credentials.json', 'credentials.toml', 'credentials.tfrc.json', 'credentials.xml',
  'credentials.yaml', 'credentials.yml', 'id_dsa', 'id_ecdsa', 'id_ed25519', 'id_rsa', 'kubeconfig',
  'known_hosts', 'master.key', 'secret.json', 'secret.yaml', 'secret.yml', 'secrets', 'secrets.json',
  'secrets.toml', 'secrets.yaml', 'secrets.yml', 'service-account.json',
]);

// prettier-ignore
const secretExtensions = new Set([
  '.asc', '.cer', '.cert', '.crt', '.csr', '.der', '.gpg', '.jks', '.kdb', '.kdbx', '.key', '.keystore',
  '.keytab', '.ovpn', '.p12', '.p7b', '.p8', '.pem', '.pfx', '.pgp', '.ppk', '.tfstate', '.tfvars',
]);

const secretFolders = new Set(['.aws', '.azure', '.docker', '.gcloud', '.gnupg', '.kube', '.password-store', '.ssh']);

/** `.env`, `.env.local`, `production.env`; also templates such as `.env.example`, since users fill them in. */
const environmentFile = /^\.env(?:[.\-_].*)?$|\.env$/u;

/** Whether a file may hold secrets, by its path with forward or backward slashes. */
export function isSecretFile(path: string): boolean {
  const segments = path
    .toLowerCase()
    .split(/[/\\]/u)
    .filter((segment) => segment !== '');
  const name = segments.at(-1);
  if (name === undefined) return false;
  if (secretNames.has(name) || environmentFile.test(name)) return true;
  const dot = name.lastIndexOf('.');
  if (dot >= 0 && secretExtensions.has(name.slice(dot))) return true;
  return segments.slice(0, -1).some((segment) => secretFolders.has(segment));
}
