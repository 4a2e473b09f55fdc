/**
 * Languages by VS Code's id, with their file names. The order is that of the language tags in newly trained models.
 * Each model stores its own list.
 */

export interface Language {
  /** VS Code language id. */
  readonly id: string;
  /** Extensions with the dot, in lower case. A whole name such as `.bashrc` also counts as one. */
  readonly extensions: readonly string[];
  /** Whole file names, in lower case. */
  readonly fileNames: readonly string[];
}

function language(id: string, files: string): Language {
  const names = files.split(' ').filter((name) => name !== '');
  return {
    id,
    extensions: names.filter((name) => name.startsWith('.')),
    fileNames: names.filter((name) => !name.startsWith('.')),
  };
}

export const languages: readonly Language[] = [
  language('typescript', '.ts .mts .cts'),
  language('typescriptreact', '.tsx'),
  language('javascript', '.js .mjs .cjs .es6 jakefile'),
  language('javascriptreact', '.jsx'),
  language('python', '.py .pyi .pyw sconstruct sconscript'),
  language('go', '.go'),
  language('rust', '.rs'),
  language('c', '.c .h'),
  language('cpp', '.cpp .cc .cxx .c++ .hpp .hh .hxx .h++ .ipp .inl .tpp'),
  language('java', '.java .jav'),
  language(
    'shellscript',
    '.sh .bash .zsh .ksh .bashrc .bash_profile .bash_aliases .bash_login .bash_logout .profile .zshrc .zprofile .zshenv .envrc apkbuild pkgbuild',
  ),
  language('json', '.json .webmanifest .har .map composer.lock'),
  language(
    'jsonc',
    '.jsonc .code-workspace .code-snippets .babelrc .eslintrc .jshintrc .swcrc tsconfig.json jsconfig.json devcontainer.json',
  ),
  language('yaml', '.yaml .yml .cff .clang-format .clang-tidy'),
  language('html', '.html .htm .xhtml .shtml'),
  language('css', '.css'),
  language('scss', '.scss'),
  language('less', '.less'),
  language('markdown', '.md .markdown .mkd .mdown .rmd'),
  language('plaintext', '.txt .text license licence copying authors notice readme'),
  language('csharp', '.cs .csx .cake'),
  language('php', '.php .phtml'),
  language('ruby', '.rb .rake .gemspec .ru .podspec gemfile rakefile guardfile podfile capfile vagrantfile brewfile'),
  language('kotlin', '.kt .kts'),
  language('swift', '.swift'),
  language('sql', '.sql .dsql'),
  language('lua', '.lua'),
  language('toml', '.toml cargo.lock poetry.lock uv.lock pipfile'),
  language('ini', '.ini .cfg .conf .properties .editorconfig .gitconfig .npmrc'),
  language('dockerfile', '.dockerfile .containerfile dockerfile containerfile'),
  language('makefile', '.mk .mak makefile gnumakefile ocamlmakefile'),
  language(
    'xml',
    '.xml .xsd .xsl .xslt .svg .csproj .fsproj .vcxproj .props .targets .plist .wsdl .docbook .dbk .sgml',
  ),
  language('vue', '.vue'),
  language('svelte', '.svelte'),
  language('dart', '.dart'),
  language('r', '.r .rprofile .rhistory'),
  language('perl', '.pl .pm .pod .t .psgi'),
  language('powershell', '.ps1 .psm1 .psd1'),
  language('git-commit', 'commit_editmsg merge_msg'),
  language('latex', '.tex .ltx .sty .cls'),
  language('restructuredtext', '.rst'),
  // The model that ships has tags for the languages above, in this order. New languages are appended.
  language('scala', '.scala .sc .sbt'),
  language('haskell', '.hs .lhs'),
  language('ocaml', '.ml .mli'),
  language('elixir', '.ex .exs'),
  language('erlang', '.erl .hrl .escript rebar.config'),
  language('cmake', '.cmake cmakelists.txt'),
  language('proto3', '.proto'),
  language('zig', '.zig .zon'),
  language('nim', '.nim .nims .nimble'),
  language('d', '.d .di'),
  language('objective-c', '.m'),
  language('objective-cpp', '.mm'),
  language('tcl', '.tcl .tk'),
  language('verilog', '.v .vh'),
  language('systemverilog', '.sv .svh'),
  language('solidity', '.sol'),
  language('julia', '.jl'),
  language('groovy', '.groovy .gradle .gvy jenkinsfile'),
  language('clojure', '.clj .cljs .cljc .edn'),
  language('fsharp', '.fs .fsi .fsx'),
  language('graphql', '.graphql .gql'),
  language('asciidoc', '.adoc .asciidoc'),
  language('handlebars', '.hbs .handlebars'),
  language('sass', '.sass'),
  language('terraform', '.tf .tfvars'),
  language('coffeescript', '.coffee cakefile'),
  language('lisp', '.lisp .lsp .asd'),
  language('scheme', '.scm .ss .sld'),
  language('racket', '.rkt'),
  language('glsl', '.glsl .vert .frag .geom .comp'),
  language('astro', '.astro'),
  language('crystal', '.cr'),
];

const byId = new Map(languages.map((entry) => [entry.id, entry]));
const byFileName = new Map(languages.flatMap(({ id, fileNames }) => fileNames.map((name) => [name, id] as const)));
const byExtension = new Map(languages.flatMap(({ id, extensions }) => extensions.map((end) => [end, id] as const)));

/** The language with this VS Code id. */
export function languageOfId(id: string): Language | undefined {
  return byId.get(id);
}

/** VS Code's default language id for a path with either kind of slash; `undefined` if unknown. */
export function languageOfPath(path: string): string | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  const wholeName = byFileName.get(name);
  if (wholeName !== undefined) return wholeName;
  // The longest known extension wins, as in VS Code.
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const id = byExtension.get(name.slice(dot));
    if (id !== undefined) return id;
  }
  // Dockerfile.dev, Makefile.am
  return ['dockerfile', 'containerfile', 'makefile'].some((start) => name.startsWith(`${start}.`))
    ? byFileName.get(name.slice(0, name.indexOf('.')))
    : undefined;
}
