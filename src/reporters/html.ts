import { createHash } from "node:crypto";
import type { LintResult, Location, Result } from "../engine/finding.ts";
import type { Redact } from "../text/redact.ts";
import { byPath } from "./by-path.ts";
import { count, countFindings, countsInWords, isPresent } from "./counts.ts";
import { coverageLine } from "./coverage.ts";
import { fixLines } from "./fix-lines.ts";
import { htmlScript } from "./html-script.ts";
import { htmlStyle } from "./html-style.ts";
import type { ReportContext } from "./reporter.ts";
import { shownLine } from "./source-text.ts";
import { attributes, escapeXml } from "./xml.ts";

const ranks = { error: 0, warning: 1, info: 2 } as const;
const severities = ["error", "warning", "info"] as const;
const states = { new: "new", unchanged: "unchanged", absent: "fixed by the change" } as const;

/**
 * `--format html`: one file that needs no network and no other file. All findings by file, the worst files first, with the lines that they speak of; filters by severity, rule, state and
 * text; what nginx will run differently, where a change is judged. It may run no script but its own (a content security policy says so), and text from files is shown as text.
 */
export function renderHtml(result: LintResult, context: ReportContext): string {
  const counts = countFindings(result);
  const present = result.results.filter(isPresent);
  const worst = severities.find((it) => present.some((finding) => finding.severity === it)) ?? "good";
  const states = result.compared
    ? ` · ${counts.new} new, ${counts.unchanged} unchanged, ${counts.fixed} fixed`
    : "";
  const held = [
    ...(counts.suppressed > 0 ? [`${counts.suppressed} suppressed`] : []),
    ...(counts.known > 0 ? [`${counts.known} known`] : []),
  ].map((it) => ` · ${it}`);
  const policy = `default-src 'none'; style-src ${hashOf(htmlStyle)}; script-src ${hashOf(htmlScript)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>ingress-lint: ${escapeXml(countsInWords(counts))}</title>
<style>${htmlStyle}</style>
</head>
<body>
<header>
<h1>ingress-lint</h1>
<p class="totals"><strong class="${worst}">${escapeXml(countsInWords(counts))}</strong><span class="dim">${escapeXml(states + held.join(""))}</span></p>
${filters(present, result.compared)}
</header>
<main>
${[problems(result), ...files(present, result, context), effectiveChanges(result), heldBack(result), skipped(result)].filter((it) => it !== "").join("\n")}
</main>
<footer>
<p>${escapeXml(coverageLine(result.coverage))}</p>
<p><a href="${escapeXml(context.informationUri)}">ingress-lint</a> ${escapeXml(context.toolVersion)}${context.startTime === undefined ? "" : `, ${escapeXml(context.startTime.toISOString())}`}</p>
</footer>
<script>${htmlScript}</script>
</body>
</html>
`;
}

/** A source of the content security policy that allows one inline text. */
function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** Hidden until the script runs: without it they would do nothing. */
function filters(findings: readonly Result[], compared: boolean): string {
  const boxes = severities.map((severity) => {
    const amount = findings.filter((it) => it.severity === severity).length;
    return `<label><input type="checkbox" name="severity" value="${severity}" checked> <span class="${severity}">${severity}</span> (${amount})</label>`;
  });
  const rules = [...new Set(findings.map((it) => it.ruleId))].sort();
  const options = rules.map((it) => `<option>${escapeXml(it)}</option>`).join("");
  const state = compared
    ? '<label>State <select name="state"><option value="">all</option><option>new</option><option>unchanged</option></select></label>'
    : "";
  return `<form hidden autocomplete="off">
<fieldset><legend>Severity</legend>${boxes.join("")}</fieldset>
<label>Rule <select name="rule"><option value="">all</option>${options}</select></label>
${state}
<label>Text <input type="search" name="text" placeholder="resource, path, message ( / )"></label>
<button type="reset">Show all</button>
<output id="shown" class="dim"></output>
</form>`;
}

function problems({ problems }: LintResult): string {
  if (problems.length === 0) return "";
  const items = problems.map((it) => {
    const place = [it.path, it.line, it.line === undefined ? undefined : it.column]
      .filter((part) => part !== undefined && part !== "")
      .join(":");
    return `<li>${place === "" ? "" : `<code>${escapeXml(place)}</code> `}${escapeXml(it.message)}</li>`;
  });
  return `<section><h2 class="error">${count(problems.length, "problem")}: not everything was judged</h2><ul>${items.join("")}</ul></section>`;
}

function files(
  findings: readonly Result[],
  { redact }: LintResult,
  context: ReportContext,
): readonly string[] {
  if (findings.length === 0) return ["<p>No findings.</p>"];
  const explained = new Set<string>();
  return [...byPath(findings, (it) => it.at.path)]
    .map(([path, group]) => ({
      path,
      group,
      rank: group.reduce((least, it) => Math.min(least, ranks[it.severity]), Number.POSITIVE_INFINITY),
    }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ path, group }) => {
      const articles = group.map((it) => {
        const isFirst = !explained.has(it.ruleId);
        explained.add(it.ruleId);
        return article(it, isFirst, redact, context);
      });
      return `<section data-file><h2>${escapeXml(path)}</h2>\n${articles.join("\n")}\n</section>`;
    });
}

function article(finding: Result, isFirst: boolean, redact: Redact, context: ReportContext): string {
  const { at, severity, ruleId, message, help, related, fix, baselineState } = finding;
  const text = [at.path, at.resource, at.attribute, ruleId, message].join(" ").toLowerCase();
  const data = attributes({
    class: severity,
    "data-severity": severity,
    "data-rule": ruleId,
    "data-state": baselineState,
    "data-text": text,
  });
  const where = [at.resource, at.resource === undefined ? undefined : at.attribute].filter(
    (it) => it !== undefined,
  );
  const why = context.rules.find((it) => it.id === ruleId)?.why;
  const parts = [
    `<p class="place"><span class="tag ${severity}">${severity}</span>${baselineState === undefined ? "" : `<span class="tag">${states[baselineState]}</span>`}line ${at.line}${where.length > 0 ? `, ${escapeXml(where.join(", "))}` : ""} · <a href="${escapeXml(context.helpUri(ruleId))}">${escapeXml(ruleId)}</a></p>`,
    `<h3>${escapeXml(message)}</h3>`,
    frame(at, redact),
    ...related.map(
      (it) =>
        `<p class="dim">${escapeXml(`${it.at.path}:${it.at.line}:${it.at.column}`)} ${escapeXml(it.message)}</p>${samePlace(it.at, at) ? "" : `<div class="related">${frame(it.at, redact)}</div>`}`,
    ),
    isFirst && why !== undefined ? `<p>${escapeXml(why)}</p>` : "",
    `<p>${escapeXml(help)}</p>`,
  ];
  if (fix !== undefined) {
    const lines = fixLines(finding, fix, redact).map((it) => {
      const tag = it.startsWith("-") ? "del" : "ins";
      return `<${tag}>${escapeXml(it)}</${tag}>`;
    });
    parts.push(`<p>Fix (${fix.safety}): ${escapeXml(fix.description)}</p>`);
    if (lines.length > 0) parts.push(`<pre tabindex="0">${lines.join("")}</pre>`);
  }
  return `<article${data}>${parts.filter((it) => it !== "").join("\n")}</article>`;
}

function samePlace(a: Location, b: Location): boolean {
  return a.path === b.path && a.line === b.line && a.column === b.column;
}

function frame(at: Location, redact: Redact): string {
  const shown = shownLine(at, redact);
  if (shown === undefined) return "";
  const { text, from, to, line } = shown;
  const head = escapeXml(text.slice(0, from).trimStart());
  return `<pre tabindex="0"><span class="number">${line} | </span>${head}<mark>${escapeXml(text.slice(from, to))}</mark>${escapeXml(text.slice(to))}</pre>`;
}

function effectiveChanges(result: LintResult): string {
  if (!result.compared) return "";
  const changed = result.effectiveChanges().filter((it) => it.groups.length > 0);
  if (changed.length === 0) return "";
  const blocks = changed.map(({ title, groups }) => {
    const places = groups.map(({ scopes, lines }) => {
      const list = lines.map((it) => {
        const tag = it.startsWith("-") ? "del" : it.startsWith("+") ? "ins" : "span";
        return `<${tag}>${escapeXml(it)}</${tag}>${tag === "span" ? "\n" : ""}`;
      });
      return `<li>${scopes.map(escapeXml).join(" · ")}<pre tabindex="0">${list.join("")}</pre></li>`;
    });
    return `<h3>${escapeXml(title)}</h3><ul>${places.join("")}</ul>`;
  });
  return `<section><h2>What nginx will run differently</h2>${blocks.join("\n")}</section>`;
}

/** What fails no run: suppressed, known from a baseline, or fixed by the change. */
function heldBack({ results }: LintResult): string {
  const held = results.filter((it) => !isPresent(it));
  if (held.length === 0) return "";
  const items = held.map((it) => {
    const reasons = (it.suppressions ?? []).map((one) => one.justification).filter((one) => one !== "");
    const why =
      (it.suppressions ?? []).length > 0
        ? `suppressed${reasons.length > 0 ? `: ${reasons.join("; ")}` : ""}`
        : it.isKnown === true
          ? "known"
          : states.absent;
    return `<li><code>${escapeXml(`${it.at.path}:${it.at.line}`)}</code> ${escapeXml(it.ruleId)}: ${escapeXml(it.message)} <span class="dim">(${escapeXml(why)})</span></li>`;
  });
  return `<details><summary>${count(held.length, "finding")} that ${held.length === 1 ? "fails" : "fail"} no run</summary><ul>${items.join("")}</ul></details>`;
}

function skipped({ coverage }: LintResult): string {
  const items = [
    ...coverage.notes.map((it) => `<li>${escapeXml(it)}</li>`),
    ...coverage.skipped.map((it) => `<li><code>${escapeXml(it.path)}</code> ${escapeXml(it.reason)}</li>`),
  ];
  return items.length === 0
    ? ""
    : `<details><summary>Skipped, or modelled in part (${items.length})</summary><ul>${items.join("")}</ul></details>`;
}
