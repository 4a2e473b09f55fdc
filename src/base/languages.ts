/**
 * Languages by VS Code's id, with their file names and the marks of comments and strings. The order is that of the
 * language tags in newly trained models. Each model stores its own list.
 */

export interface Language {
  /** VS Code language id. */
  readonly id: string;
  /** Extensions with the dot, in lower case. A whole name such as `.bashrc` also counts as one. */
  readonly extensions: readonly string[];
  /** Whole file names, in lower case. */
  readonly fileNames: readonly string[];
  /** Start of a comment that ends with the line. */
  readonly lineComment?: string;
  /** Start and end of a comment. */
  readonly blockComment?: readonly [string, string];
  /** Delimiters of strings, longest first. */
  readonly stringDelimiters: readonly string[];
}

type Comments = Pick<Language, 'lineComment' | 'blockComment'>;

const slashes: Comments = { lineComment: '//', blockComment: ['/*', '*/'] };
const hash: Comments = { lineComment: '#' };
const onlyBlocks: Comments = { blockComment: ['/*', '*/'] };
const markup: Comments = { blockComment: ['<!--', '-->'] };
const percent: Comments = { lineComment: '%' };
const semicolon: Comments = { lineComment: ';' };
const dashes: Comments = { lineComment: '--', blockComment: ['/*', '*/'] };

const quotes = ['"', "'"];
const quotesAndTemplates = ['"', "'", '`'];

function language(
  id: string,
  files: string,
  comments: Comments = {},
  stringDelimiters: readonly string[] = quotes,
): Language {
  const names = files.split(' ').filter((name) => name !== '');
  return {
    id,
    extensions: names.filter((name) => name.startsWith('.')),
    fileNames: names.filter((name) => !name.startsWith('.')),
    ...comments,
    stringDelimiters,
  };
}

export const languages: readonly Language[] = [
  language('typescript', '.ts .mts .cts', slashes, quotesAndTemplates),
  language('typescriptreact', '.tsx', slashes, quotesAndTemplates),
  language('javascript', '.js .mjs .cjs .es6 jakefile', slashes, quotesAndTemplates),
  language('javascriptreact', '.jsx', slashes, quotesAndTemplates),
  language('python', '.py .pyi .pyw sconstruct sconscript', hash, ['"""', "'''", '"', "'"]),
  language('go', '.go', slashes, quotesAndTemplates),
  language('rust', '.rs', slashes, ['"']),
  language('c', '.c .h', slashes),
  language('cpp', '.cpp .cc .cxx .c++ .hpp .hh .hxx .h++ .ipp .inl .tpp', slashes),
  language('java', '.java .jav', slashes, ['"""', '"', "'"]),
  language(
    'shellscript',
    '.sh .bash .zsh .ksh .bashrc .bash_profile .bash_aliases .bash_login .bash_logout .profile .zshrc .zprofile .zshenv .envrc apkbuild pkgbuild',
    hash,
    quotes,
  ),
  language('json', '.json .webmanifest .har .map composer.lock', {}, ['"']),
  language(
    'jsonc',
    '.jsonc .code-workspace .code-snippets .babelrc .eslintrc .jshintrc .swcrc tsconfig.json jsconfig.json devcontainer.json',
    slashes,
    ['"'],
  ),
  language('yaml', '.yaml .yml .cff .clang-format .clang-tidy', hash),
  language('html', '.html .htm .xhtml .shtml', markup),
  language('css', '.css', onlyBlocks),
  language('scss', '.scss', slashes),
  language('less', '.less', slashes),
  language('markdown', '.md .markdown .mkd .mdown .rmd', markup, []),
  language('plaintext', '.txt .text license licence copying authors notice readme', {}, []),
  language('csharp', '.cs .csx .cake', slashes, ['"""', '"', "'"]),
  language('php', '.php .phtml', slashes),
  language(
    'ruby',
    '.rb .rake .gemspec .ru .podspec gemfile rakefile guardfile podfile capfile vagrantfile brewfile',
    { lineComment: '#', blockComment: ['=begin', '=end'] },
    quotesAndTemplates,
  ),
  language('kotlin', '.kt .kts', slashes, ['"""', '"', "'"]),
  language('swift', '.swift', slashes, ['"""', '"']),
  language('sql', '.sql .dsql', dashes, quotesAndTemplates),
  language('lua', '.lua', { lineComment: '--', blockComment: ['--[[', ']]'] }),
  language('toml', '.toml cargo.lock poetry.lock uv.lock pipfile', hash, ['"""', "'''", '"', "'"]),
  language('ini', '.ini .cfg .conf .properties .editorconfig .gitconfig .npmrc', { lineComment: ';' }),
  language('dockerfile', '.dockerfile .containerfile dockerfile containerfile', hash),
  language('makefile', '.mk .mak makefile gnumakefile ocamlmakefile', hash),
  language(
    'xml',
    '.xml .xsd .xsl .xslt .svg .csproj .fsproj .vcxproj .props .targets .plist .wsdl .docbook .dbk .sgml',
    markup,
  ),
  language('vue', '.vue', markup, quotesAndTemplates),
  language('svelte', '.svelte', markup, quotesAndTemplates),
  language('dart', '.dart', slashes, ['"""', "'''", '"', "'"]),
  language('r', '.r .rprofile .rhistory', hash),
  language('perl', '.pl .pm .pod .t .psgi', hash),
  language('powershell', '.ps1 .psm1 .psd1', { lineComment: '#', blockComment: ['<#', '#>'] }),
  language('git-commit', 'commit_editmsg merge_msg', hash, []),
  language('latex', '.tex .ltx .sty .cls', { lineComment: '%' }, []),
  language('restructuredtext', '.rst', {}, []),
  // The model that ships has tags for the languages above, in this order. New languages are appended.
  language('scala', '.scala .sc .sbt', slashes, ['"""', '"']),
  language('haskell', '.hs .lhs', { lineComment: '--', blockComment: ['{-', '-}'] }, ['"']),
  language('ocaml', '.ml .mli', { blockComment: ['(*', '*)'] }, ['"']),
  language('elixir', '.ex .exs', hash, ['"""', "'''", '"', "'"]),
  language('erlang', '.erl .hrl .escript rebar.config', percent),
  language('cmake', '.cmake cmakelists.txt', { lineComment: '#', blockComment: ['#[[', ']]'] }, ['"']),
  language('proto3', '.proto', slashes),
  language('zig', '.zig .zon', { lineComment: '//' }),
  language('nim', '.nim .nims .nimble', { lineComment: '#', blockComment: ['#[', ']#'] }, ['"""', '"']),
  language('d', '.d .di', slashes, quotesAndTemplates),
  language('objective-c', '.m', slashes),
  language('objective-cpp', '.mm', slashes),
  language('tcl', '.tcl .tk', hash, ['"']),
  language('verilog', '.v .vh', slashes, ['"']),
  language('systemverilog', '.sv .svh', slashes, ['"']),
  language('solidity', '.sol', slashes),
  language('julia', '.jl', { lineComment: '#', blockComment: ['#=', '=#'] }, ['"""', '"']),
  language('groovy', '.groovy .gradle .gvy jenkinsfile', slashes, ['"""', "'''", '"', "'"]),
  language('clojure', '.clj .cljs .cljc .edn', semicolon, ['"']),
  language('fsharp', '.fs .fsi .fsx', { lineComment: '//', blockComment: ['(*', '*)'] }, ['"""', '"']),
  language('graphql', '.graphql .gql', hash, ['"""', '"']),
  language('asciidoc', '.adoc .asciidoc', { lineComment: '//' }, []),
  language('handlebars', '.hbs .handlebars', { blockComment: ['{{!--', '--}}'] }),
  language('sass', '.sass', { lineComment: '//' }),
  language('terraform', '.tf .tfvars', { lineComment: '#', blockComment: ['/*', '*/'] }, ['"']),
  language('coffeescript', '.coffee cakefile', { lineComment: '#', blockComment: ['###', '###'] }),
  language('lisp', '.lisp .lsp .asd', semicolon, ['"']),
  language('scheme', '.scm .ss .sld', semicolon, ['"']),
  language('racket', '.rkt', { lineComment: ';', blockComment: ['#|', '|#'] }, ['"']),
  language('glsl', '.glsl .vert .frag .geom .comp', slashes, []),
  language('astro', '.astro', markup, quotesAndTemplates),
  language('crystal', '.cr', hash, quotesAndTemplates),
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
