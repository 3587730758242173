/** The style sheet of the HTML report: light and dark by the reader's system, from telephones to wide screens, and on paper. */
export const htmlStyle = `
:root {
  color-scheme: light dark;
  --ink: #1b1f24; --dim: #57606a; --page: #ffffff; --panel: #f6f8fa; --line: #d0d7de; --link: #0550ae;
  --error: #b3261e; --warning: #8a5300; --info: #0550ae; --good: #1a7f37; --removed: #ffebe9; --added: #dafbe1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6edf3; --dim: #9aa4af; --page: #0d1117; --panel: #161b22; --line: #30363d; --link: #7ab8ff;
    --error: #ff8f85; --warning: #e3b341; --info: #7ab8ff; --good: #56d364; --removed: #4a1d20; --added: #12361f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main, header, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.25rem; }
h1 { font-size: 1.3rem; margin: 0; }
h3 { font-size: 1rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 0.5rem; overflow-wrap: anywhere; }
a { color: var(--link); }
.totals { margin: 0.25rem 0 1rem; font-size: 1.05rem; }
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); } .good { color: var(--good); }
.dim { color: var(--dim); }
form { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; align-items: center; padding: 0.75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
fieldset { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; border: 0; margin: 0; padding: 0; }
legend { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
label { white-space: nowrap; }
select, input[type="search"] { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: 4px; padding: 0.2rem 0.4rem; max-width: 100%; }
input[type="search"] { width: 16rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
article { border: 1px solid var(--line); border-left: 4px solid currentColor; border-radius: 6px; margin: 0.6rem 0; padding: 0.6rem 0.9rem; }
article > * { color: var(--ink); }
article h3 { font-size: 1rem; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
article p { margin: 0.3rem 0; overflow-wrap: anywhere; }
article .place { color: var(--dim); font-size: 0.9rem; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
.tag { display: inline-block; font-size: 0.8rem; border: 1px solid currentColor; border-radius: 999px; padding: 0 0.5rem; margin-right: 0.4rem; }
pre { margin: 0.4rem 0; padding: 0.5rem 0.7rem; background: var(--panel); border-radius: 4px; overflow-x: auto; font: 13px/1.5 ui-monospace, monospace; tab-size: 2; }
pre .number { color: var(--dim); user-select: none; }
mark { background: transparent; color: inherit; border-bottom: 2px solid var(--error); }
.warning mark { border-color: var(--warning); } .info mark, .related mark { border-color: var(--info); }
del, ins { display: block; text-decoration: none; } del { background: var(--removed); } ins { background: var(--added); }
details { margin: 0.5rem 0; } summary { cursor: pointer; }
ul { padding-left: 1.2rem; } li { overflow-wrap: anywhere; }
footer { padding: 2rem 1rem; color: var(--dim); }
[hidden] { display: none !important; }
@media (max-width: 40rem) { form { display: grid; } form > label { display: grid; gap: 0.2rem; } input[type="search"], select { width: 100%; } button { justify-self: start; } article { padding: 0.5rem 0.6rem; } }
@media print { form { display: none; } article { break-inside: avoid; } }
`;
