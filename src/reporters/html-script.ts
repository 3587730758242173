/**
 * The script of the HTML report: hides findings that the filters leave out. Without it all of them are shown. It reads nothing but the page, and keeps the filters in
 * the address, so that a view can be linked to.
 */
export const htmlScript = `
"use strict";
const form = document.querySelector("form");
const findings = [...document.querySelectorAll("article")];
const shown = document.getElementById("shown");
form.hidden = false;
const fields = ["rule", "state", "text"];
const wanted = new URLSearchParams(location.hash.slice(1));
for (const name of fields) if (wanted.has(name) && form.elements[name]) form.elements[name].value = wanted.get(name);
if (wanted.has("severity"))
  for (const box of form.querySelectorAll("[name=severity]")) box.checked = wanted.get("severity").split(" ").includes(box.value);
function filter() {
  const boxes = [...form.querySelectorAll("[name=severity]")];
  const severities = boxes.filter((it) => it.checked).map((it) => it.value);
  const value = (name) => (form.elements[name] ? form.elements[name].value : "");
  const text = value("text").trim().toLowerCase();
  let count = 0;
  for (const it of findings) {
    const fits =
      severities.includes(it.dataset.severity) &&
      (value("rule") === "" || it.dataset.rule === value("rule")) &&
      (value("state") === "" || it.dataset.state === value("state")) &&
      (text === "" || it.dataset.text.includes(text));
    it.hidden = !fits;
    if (fits) count += 1;
  }
  for (const section of document.querySelectorAll("section[data-file]"))
    section.hidden = section.querySelector("article:not([hidden])") === null;
  shown.textContent = count + " of " + findings.length + " shown";
  const hash = new URLSearchParams();
  if (severities.length < boxes.length) hash.set("severity", severities.join(" "));
  for (const name of fields) if (value(name) !== "") hash.set(name, value(name));
  history.replaceState(null, "", hash.size > 0 ? "#" + hash : location.pathname + location.search);
}
form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.matches("input[type=search], select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    form.elements.text.focus();
  }
});
filter();
`;
