/// How a page looks: system fonts, light and dark after the reader's setting, one column on narrow screens and on paper.
enum PageStyle {
    /// Every pair of text and background has a contrast of at least 4.5 to 1.
    static let text: StaticString = """

        :root {
          color-scheme: light dark;
          --page: #f6f7f9; --card: #ffffff; --line: #d8dde4; --faint: #eef0f3;
          --text: #1b2129; --muted: #56606c; --link: #0a56b8; --focus: #0a56b8;
          --add: #16692f; --add-row: #ebf7ee; --add-word: #b7e5c3; --add-text: #0d3d1d;
          --del: #a3202c; --del-row: #fdf0f0; --del-word: #f7c9c9; --del-text: #6a111a;
          --mod: #7a4b00; --mod-row: #fdf5e3; --ren: #0b5a74; --ren-row: #e9f5f9;
          --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0f1216; --card: #161a20; --line: #2d343e; --faint: #1d222a;
            --text: #e3e7ec; --muted: #98a3b0; --link: #7fb3ff; --focus: #7fb3ff;
            --add: #6fd08c; --add-row: #11231a; --add-word: #1d5733; --add-text: #d6f5de;
            --del: #ff9a98; --del-row: #2b1518; --del-word: #732a30; --del-text: #ffe0df;
            --mod: #e8b75a; --mod-row: #29200f; --ren: #7fcbe3; --ren-row: #10242c;
          }
        }
        * { box-sizing: border-box; }
        html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--page); color: var(--text);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
        }
        code, pre, .diff, .place, .aside, .code { font-family: var(--mono); font-size: 0.855em; }
        code { overflow-wrap: anywhere; unicode-bidi: isolate; }
        code code { font-size: 1em; }
        a { color: var(--link); text-underline-offset: 2px; }
        :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
        [hidden] { display: none !important; }
        .hidden {
          position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden;
          clip-path: inset(50%); white-space: nowrap; border: 0;
        }
        .skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem .9rem; background: var(--card); z-index: 2; }
        .skip:focus { top: .5rem; }
        .page { max-width: 1480px; margin: 0 auto; padding: 2rem 1.5rem 3rem; }
        h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: balance; overflow-wrap: anywhere; }
        h1 { font-size: 1.85rem; font-weight: 650; letter-spacing: -0.015em; }
        h2 { font-size: 1.1rem; font-weight: 650; }
        h3 { font-size: 1rem; font-weight: 600; }
        h4 { font-size: .93rem; font-weight: 600; margin: 1.35rem 0 .45rem; }
        p { margin: .4rem 0; }
        ul { margin: .4rem 0; padding-left: 1.15rem; }
        li { margin: .15rem 0; }
        .eyebrow { margin: 0 0 .15rem; color: var(--muted); font-size: .87rem; }
        .to { color: var(--muted); font-weight: 400; }
        .lead { font-size: 1.05rem; }
        .muted, .aside, .place, .note, .rest { color: var(--muted); font-weight: 400; }
        .note { font-size: .87rem; }
        .place, .aside { overflow-wrap: anywhere; }
        .words { font-family: inherit; font-size: .93rem; }
        .notice > h3 { font-size: .93rem; font-weight: 500; margin: .5rem 0 .2rem; }
        .notice .fold > summary { padding-left: 0; }
        .code { color: var(--muted); border: 1px solid var(--line); border-radius: 4px; padding: 0 .3em; }
        .counts { list-style: none; padding: 0; margin: .9rem 0 0; display: flex; flex-wrap: wrap; gap: .5rem; }
        .count {
          margin: 0; padding: .3rem .7rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px;
          color: var(--muted); font-variant-numeric: tabular-nums;
        }
        .count b { color: var(--text); font-size: 1.1em; }
        .symbol { font-family: var(--mono); font-weight: 700; }
        .create .symbol { color: var(--add); } .delete .symbol { color: var(--del); }
        .update .symbol, .replace .symbol { color: var(--mod); } .rename .symbol { color: var(--ren); }
        .layout { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; margin-top: 1.5rem; }
        nav { font-size: .87rem; }
        nav > ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; margin: 0; padding: 0; }
        nav .objects { display: none; }
        nav a { text-decoration: none; }
        nav a:hover { text-decoration: underline; }
        main > section + section { margin-top: 1.75rem; }
        main > .tools { margin-top: 1.5rem; }
        main > section > h2 { margin-bottom: .7rem; }
        .notice {
          background: var(--card); border: 1px solid var(--line); border-left-width: 4px; border-radius: 6px;
          padding: .8rem 1rem;
        }
        main > .notice + .notice { margin-top: .8rem; }
        .notice > h2 { font-size: 1rem; margin-bottom: .3rem !important; }
        .notice ul, .notice p { margin-bottom: 0; }
        .refused, .deleted { border-left-color: var(--del); } .refused h2, .deleted h2 { color: var(--del); }
        .refused { background: var(--del-row); }
        .warnings, .drift { border-left-color: var(--mod); } .warnings h2, .drift h2 { color: var(--mod); }
        .columns { columns: 24rem; }
        .plain { list-style: none; padding: 0; margin: .2rem 0 0; }
        .tools {
          display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .9rem; margin: 0 0 .8rem; padding: 0; border: 0;
          min-width: 0; font-size: .87rem;
        }
        .tools input[type=search] {
          font: inherit; color: inherit; background: var(--card); border: 1px solid var(--muted); border-radius: 6px;
          padding: .35rem .6rem; width: min(15rem, 100%);
        }
        .tools label { display: inline-flex; align-items: center; gap: .35rem; }
        .tools input[type=checkbox] { margin: 0; accent-color: var(--link); }
        button {
          font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--muted); border-radius: 6px;
          padding: .3rem .7rem; cursor: pointer;
        }
        button:hover { background: var(--faint); }
        article { background: var(--card); border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; }
        article:target { border-color: var(--link); }
        summary { cursor: pointer; }
        .change > summary { padding: .6rem .9rem; list-style: none; border-radius: 6px; }
        .change > summary::-webkit-details-marker { display: none; }
        .change > summary h3 { display: flex; flex-wrap: wrap; align-items: baseline; gap: .15rem .6rem; }
        .change > summary h3::before { content: "▸"; color: var(--muted); width: .7em; }
        .change[open] > summary h3::before { content: "▾"; }
        .change[open] > summary { border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0; }
        .change > summary:hover { background: var(--faint); }
        .body { padding: .55rem .9rem 1rem; }
        .reasons { color: var(--muted); margin-top: 0; }
        .badge { font-size: .8rem; font-weight: 600; border-radius: 4px; padding: .05rem .45rem; white-space: nowrap; }
        .badge.create { color: var(--add); background: var(--add-row); }
        .badge.delete { color: var(--del); background: var(--del-row); }
        .badge.update, .badge.replace { color: var(--mod); background: var(--mod-row); }
        .badge.rename { color: var(--ren); background: var(--ren-row); }
        table { border-collapse: collapse; width: 100%; }
        th { text-align: left; font-weight: 600; }
        .fields, .files { font-size: .93rem; margin: .6rem 0; }
        .fields th, .fields td, .files th, .files td {
          padding: .35rem .7rem; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere;
        }
        .fields thead th, .files thead th { color: var(--muted); font-size: .8rem; font-weight: 600; border: 0; }
        .fields th[scope=row], .files th[scope=row] { font-weight: 400; }
        .fields { table-layout: fixed; }
        .fields th:first-child { width: 30%; padding-left: 0; }
        .fields th .place { display: block; }
        .files { background: var(--card); border: 1px solid var(--line); border-radius: 6px; border-collapse: separate; border-spacing: 0; }
        .files { table-layout: fixed; }
        .files th:nth-child(1) { width: 7.5rem; } .files th:nth-child(3) { width: 7rem; }
        .files th:nth-child(4) { width: 6.5rem; } .files thead th:nth-child(5) { width: 32%; }
        .files th[scope=row] { width: auto; }
        #files h3 { margin: 1rem 0 .3rem; font-weight: 400; }
        del, ins { text-decoration: none; border-radius: 2px; }
        .fields del, .files del { text-decoration: line-through; color: var(--del); }
        .fields ins, .files ins { color: var(--add); }
        .diff, pre { border: 1px solid var(--line); border-radius: 6px; overflow: hidden; line-height: 1.55; }
        .diff table { table-layout: fixed; }
        .diff th { color: var(--muted); font-family: system-ui, sans-serif; padding: .2rem .6rem; background: var(--faint); }
        .diff td {
          padding: 0 .6rem; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4;
          unicode-bidi: isolate;
        }
        .diff th.n, .diff td.n { width: 4.6rem; }
        .diff td.n {
          padding: 0 .5rem; text-align: right; color: var(--muted); white-space: nowrap; overflow-wrap: normal;
          user-select: none; -webkit-user-select: none; font-variant-numeric: tabular-nums;
        }
        .diff td:nth-child(3) { border-left: 1px solid var(--line); }
        .diff td.del, pre.del { background: var(--del-row); } .diff td.add, pre.add { background: var(--add-row); }
        .diff td.n.del { color: var(--del); } .diff td.n.add { color: var(--add); }
        .diff td.none { background: var(--faint); }
        .diff del { background: var(--del-word); color: var(--del-text); text-decoration: line-through; }
        .diff ins { background: var(--add-word); color: var(--add-text); text-decoration: underline; text-underline-offset: 3px; }
        .diff .whole del, .diff .whole ins, pre del, pre ins { background: none; color: inherit; text-decoration: none; }
        .mark { outline: 1px dotted currentColor; outline-offset: -1px; opacity: 1; }
        .moved { display: block; font-family: system-ui, sans-serif; }
        .diff .rest { margin: 0; padding: .3rem .8rem; background: var(--faint); font-family: system-ui, sans-serif; }
        pre {
          margin: .3rem 0; padding: .5rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4;
          unicode-bidi: plaintext;
        }
        .fold > summary { color: var(--link); padding: .25rem .8rem; font-family: system-ui, sans-serif; font-size: .87rem; }
        .diff .fold > summary { background: var(--faint); }
        .fold > summary:hover, .gone > summary:hover { text-decoration: underline; }
        .graph { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .5rem; }
        .graph svg { display: block; }
        .edge { fill: none; stroke: var(--muted); stroke-width: 1.25; }
        .node rect { fill: var(--page); stroke: var(--line); }
        .node.create rect { stroke: var(--add); } .node.delete rect { stroke: var(--del); stroke-dasharray: 4 3; }
        .node.update rect, .node.replace rect { stroke: var(--mod); } .node.rename rect { stroke: var(--ren); }
        .node text { fill: var(--text); font-size: 12.5px; } .node .name { font-family: var(--mono); }
        .node .what { fill: var(--muted); }
        footer { margin-top: 2.5rem; color: var(--muted); font-size: .87rem; }
        @media (min-width: 1120px) {
          .layout.wide { grid-template-columns: 15.5rem minmax(0, 1fr); }
          .wide nav { position: sticky; top: 1rem; align-self: start; max-height: calc(100vh - 2rem); overflow-y: auto; }
          .wide nav > ul { display: block; }
          .wide nav .objects { display: block; list-style: none; padding: 0 0 0 .1rem; margin: .2rem 0 .5rem; }
          .wide nav .objects a { display: block; color: var(--text); padding: .1rem .3rem; overflow-wrap: anywhere; }
        }
        @media (max-width: 760px) {
          .page { padding: 1.2rem .8rem 2rem; }
          h1 { font-size: 1.4rem; }
          .body { padding-left: .7rem; padding-right: .7rem; }
          .fields, .fields tbody, .fields tr, .fields th, .fields td { display: block; width: auto; }
          .fields thead { display: none; }
          .fields th:first-child { width: auto; }
          .fields th, .fields td { padding: .15rem 0; } .fields td { border: 0; }
          .fields td:nth-child(3)::before { content: "→ "; color: var(--muted); }
          .files, .files tbody, .files tr, .files th, .files td { display: block; width: auto; }
          .files thead { display: none; }
          .files td, .files th { border: 0; padding: .1rem .7rem; }
          .files tr { border-top: 1px solid var(--line); padding: .4rem 0; } .files tr:first-child { border: 0; }
          .files td[data-label]::before { content: attr(data-label) " "; color: var(--muted); }
          .diff table, .diff tbody { display: block; }
          .diff thead { display: none; }
          .diff tr { display: grid; grid-template-columns: 3.4rem minmax(0, 1fr); }
          .diff th.n, .diff td.n { width: auto; }
          .diff td.none, .diff .same td:nth-child(1), .diff .same td:nth-child(2) { display: none; }
          .diff td:nth-child(3) { border: 0; }
        }
        @media print {
          :root { --page: #fff; }
          body { font-size: 10.5pt; }
          .skip, nav, .tools { display: none !important; }
          .page { padding: 0; max-width: none; }
          article, .notice { break-inside: auto; }
          summary, tr, li { break-inside: avoid; }
          details::details-content { content-visibility: visible; display: block; height: auto; }
          .diff td, .diff del, .diff ins, .badge, .refused { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        @media (prefers-contrast: more) { :root { --line: var(--muted); } }
        @media (forced-colors: active) { del { text-decoration: line-through; } ins { text-decoration: underline; } }

        """
}
