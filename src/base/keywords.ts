/** The keywords of languages, by VS Code's ids: what the suggest widget completes better than a model. */

const common = 'if else for while do switch case break continue return default';
const script =
  `${common} async await class const debugger delete export extends finally function import in instanceof let new of ` +
  'static super this throw try catch typeof var void with yield null true false undefined';
const typed =
  `${script} abstract any as asserts boolean declare enum implements infer interface is keyof namespace never number ` +
  'object override private protected public readonly satisfies string symbol type unique unknown';
const c =
  `${common} auto char const double enum extern float goto inline int long register restrict short signed sizeof static ` +
  'struct typedef union unsigned void volatile';
const cpp =
  `${c} bool catch class concept const_cast constexpr consteval decltype delete dynamic_cast explicit export false friend ` +
  'mutable namespace new noexcept nullptr operator override private protected public reinterpret_cast requires ' +
  'static_assert static_cast template this throw true try typeid typename using virtual';
const java =
  `${common} abstract assert boolean byte catch char class const double enum extends false final finally float ` +
  'implements import instanceof int interface long native new null package permits private protected public record ' +
  'sealed short static strictfp super synchronized this throw throws transient true try var void volatile yield';
const csharp =
  `${java} as base bool checked decimal delegate event explicit extern fixed foreach get implicit in internal is lock ` +
  'namespace object operator out override params readonly ref sbyte set sizeof stackalloc string struct typeof uint ' +
  'ulong unchecked unsafe ushort using virtual when where async await';
const python =
  'and as assert async await break class continue def del elif else except False finally for from global if import in ' +
  'is lambda match case None nonlocal not or pass raise return True try while with yield';
const go =
  'break case chan const continue default defer else fallthrough for func go goto if import interface map package range ' +
  'return select struct switch type var nil true false';
const rust =
  'as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut ' +
  'pub ref return self Self static struct super trait true type unsafe use where while';
const shell = 'if then else elif fi case esac for while until do done in function select return export local readonly';
const php =
  `${common} abstract and array as catch class clone const declare echo elseif enddeclare endfor endforeach endif ` +
  'endswitch endwhile enum extends final finally fn foreach function global implements include include_once instanceof ' +
  'interface match namespace new null or print private protected public readonly require require_once static throw trait ' +
  'try true false use var xor yield';
const ruby =
  'alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or redo ' +
  'rescue retry return self super then true undef unless until when while yield require require_relative';
const kotlin =
  `${common} as class companion constructor data false finally fun import in init interface internal is lateinit null ` +
  'object open operator override package private protected public sealed super suspend this throw true try typealias ' +
  'val var when';
const swift =
  `${common} as associatedtype async await catch class defer deinit enum extension fallthrough false fileprivate func ` +
  'guard import in init inout internal is let nil open operator override private protocol public repeat rethrows self ' +
  'Self static struct subscript super throw throws true try typealias var where';
const lua =
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while';
const sql =
  'select from where insert into values update set delete create table alter drop join inner left right outer on group by ' +
  'order having limit union and or not null as distinct';

const lists: Readonly<Record<string, string>> = {
  typescript: typed,
  typescriptreact: typed,
  javascript: script,
  javascriptreact: script,
  vue: typed,
  svelte: typed,
  c,
  cpp,
  'objective-c': c,
  java,
  csharp,
  dart: `${java} ${script}`,
  python,
  go,
  rust,
  shellscript: shell,
  php,
  ruby,
  kotlin,
  swift,
  lua,
  sql: `${sql} ${sql.toUpperCase()}`,
};
const sets = new Map(Object.entries(lists).map(([id, list]) => [id, new Set(list.split(' '))]));

/** Whether a text ends with a whole keyword. */
export function endsWithKeyword(text: string, languageId: string): boolean {
  const keywords = sets.get(languageId);
  const word =
    keywords === undefined ? undefined : /(?:^|[^\p{L}\p{N}_$.])([A-Za-z_]+\??)$/u.exec(text.slice(-40))?.[1];
  return word !== undefined && keywords?.has(word) === true;
}
