/** The style sheet of the page: light and dark, wide and narrow. A system has one colour everywhere. */
export const style = `
:root { color-scheme: light dark; --ink: #1b2733; --soft: #56646f; --line: #dde3ea; --paper: #f6f8fa; --card: #fff; --band: #1f7a8c1f;
  --wordBased: #7c8894; --cacheOnly: #b0761a; --base: #1f7a8c; --baseCache: #2a8a5c; --fineTuned: #7a5cc0; --full: #c2456e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4ebf1; --soft: #9dadbb; --line: #2b3844; --paper: #10181f; --card: #17222b; --band: #45b3c926;
  --wordBased: #8595a4; --cacheOnly: #d9a94e; --base: #45b3c9; --baseCache: #4fc58d; --fineTuned: #a58be0; --full: #e4749a; } }
* { box-sizing: border-box }
body { margin: 0; padding: 2.5rem 1.25rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 74rem; margin: 0 auto }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .3rem; overflow-wrap: anywhere }
h2 { font-size: 1.05rem; margin: 0 0 .2rem }
p { margin: 0 0 1rem; text-wrap: pretty; color: var(--soft); max-width: 60rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.2rem 1.4rem; margin: 1rem 0 }
.pair { display: grid; gap: 1.2rem 2rem; align-items: start }
@media (min-width: 60rem) { .pair { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) } }
.scroll { overflow-x: auto }
.scroll:focus-visible { outline: 2px solid var(--base); outline-offset: 2px }
svg { display: block; width: 100%; height: auto; max-width: 36rem; font: 13px system-ui, sans-serif }
svg.square { max-width: 27rem }
text { fill: var(--ink) } text.soft { fill: var(--soft) } text.value { font-weight: 600; font-variant-numeric: tabular-nums }
.track { fill: var(--line) } .grid { stroke: var(--line) } .band { fill: var(--band) }
.mark { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 4 4 }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round } .dot { stroke-width: 2; fill-opacity: .75 } .span { stroke-width: 4; stroke-linecap: round }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem }
th, td { text-align: right; padding: .3rem .4rem; border-bottom: 1px solid var(--line); white-space: nowrap }
th[colspan] { text-align: center }
thead th { color: var(--soft); font-weight: 500; vertical-align: bottom; white-space: normal; min-width: 3.2rem }
tbody th { font-weight: 400 }
tbody th, thead tr:first-child th:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 8rem }
tr:last-child > * { border-bottom: 0 }
.key { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .5em }
footer { color: var(--soft); font-size: .85rem; margin-top: 1.5rem; max-width: 60rem }`;
