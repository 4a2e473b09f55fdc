/**
 * Which files are never read, by name alone: environment files, keys, certificates, password stores and the credential files
 * of common tools. The list errs on the side of silence, since a model that has read a secret can complete it.
 */

const secretNames = new Set([
  '.envrc',
  '.git-credentials',
  '.htpasswd',
  '.netrc',
  '_netrc',
  '.npmrc',
  '.pgpass',
  '.pypirc',
  '.vault-token',
  '.yarnrc',
  '.yarnrc.yml',
  'application_default_credentials.json',
  'authorized_keys',
  'credentials',
  'credentials.json',
  'credentials.toml',
  'credentials.tfrc.json',
  'credentials.xml',
  'credentials.yaml',
  'credentials.yml',
  'id_dsa',
  'id_ecdsa',
  'id_ed25519',
  'id_rsa',
  'kubeconfig',
  'known_hosts',
  'master.key',
  'secret.json',
  'secret.yaml',
  'secret.yml',
  'secrets',
  'secrets.json',
  'secrets.toml',
  'secrets.yaml',
  'secrets.yml',
  'service-account.json',
]);

const secretExtensions = new Set([
  '.asc',
  '.cer',
  '.cert',
  '.crt',
  '.csr',
  '.der',
  '.gpg',
  '.jks',
  '.kdb',
  '.kdbx',
  '.key',
  '.keystore',
  '.keytab',
  '.ovpn',
  '.p12',
  '.p7b',
  '.p8',
  '.pem',
  '.pfx',
  '.pgp',
  '.ppk',
  '.tfstate',
  '.tfvars',
]);

const secretFolders = new Set(['.aws', '.azure', '.docker', '.gcloud', '.gnupg', '.kube', '.password-store', '.ssh']);

/** `.env`, `.env.local`, `production.env`, and so on. Templates such as `.env.example` are no exception: they get filled in. */
const environmentFile = /^\.env(?:[.\-_].*)?$|\.env$/u;

/** Whether a file's path, with forward or backward slashes, says that it may hold secrets. */
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
