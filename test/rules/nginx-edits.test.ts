import { describe, expect, test } from "@jest/globals";
import { insertAfter, replaceArgument } from "../../rules/_shared/nginx-edits.ts";
import type { TextEdit } from "../../src/engine/finding.ts";
import { walk } from "../../src/model/nginx-config.ts";
import type { Project } from "../../src/model/project.ts";
import { parseNginx } from "../../src/parsers/nginx/parser.ts";
import { textOfFile } from "../../src/text/origin.ts";
import { SourceFile } from "../../src/text/source-file.ts";

const project = { manifests: [] } as unknown as Project;

function directiveOf(file: SourceFile, name: string) {
  return [...walk(parseNginx(textOfFile(file)).directives)].find((it) => it.name === name)!;
}

function applied(file: SourceFile, edits: readonly TextEdit[] | undefined): string | undefined {
  if (edits === undefined) return undefined;
  const [edit] = edits;
  return file.text.slice(0, edit!.span.start) + edit!.text + file.text.slice(edit!.span.end);
}

describe("replaceArgument", () => {
  test.each([
    ["worker_processes auto; # note\n", "2", "worker_processes 2; # note\n"],
    ["worker_processes 'auto';", "2", "worker_processes '2';"],
    ['worker_processes "auto";\r\n', "2", 'worker_processes "2";\r\n'],
    ["worker_processes auto;", "a b", undefined],
    ['worker_processes "au\\"to";', "2", undefined],
    ["worker_processes auto;", 'a"b', undefined],
  ])("%j becomes %j", (text, value, after) => {
    const file = new SourceFile("nginx.conf", text);
    expect(
      applied(file, replaceArgument(project, directiveOf(file, "worker_processes").args[0]!, value)),
    ).toBe(after);
  });

  test("never in a plan", () => {
    const file = new SourceFile("plan.json", "worker_processes auto;");
    const plan = { manifests: [{ source: { file, editable: false } }] } as unknown as Project;
    expect(replaceArgument(plan, directiveOf(file, "worker_processes").args[0]!, "2")).toBeUndefined();
    expect(insertAfter(plan, directiveOf(file, "worker_processes"), "daemon off;")).toBeUndefined();
  });
});

describe("insertAfter", () => {
  const added = "proxy_buffers 8 16k;";
  test.each([
    [
      "http {\n\tproxy_buffer_size 16k; # big\n}\n",
      `http {\n\tproxy_buffer_size 16k; # big\n\t${added}\n}\n`,
    ],
    [
      "http {\r\n  proxy_buffer_size 16k;\r\n}\r\n",
      `http {\r\n  proxy_buffer_size 16k;\r\n  ${added}\r\n}\r\n`,
    ],
    ["http { proxy_buffer_size 16k; }", `http { proxy_buffer_size 16k; ${added} }`],
    ["proxy_buffer_size\n  16k;", `proxy_buffer_size\n  16k;\n${added}`],
  ])("%j", (text, after) => {
    const file = new SourceFile("nginx.conf", text);
    expect(applied(file, insertAfter(project, directiveOf(file, "proxy_buffer_size"), added))).toBe(after);
  });

  test("not after a block, and not with characters that would need escaping where the text may stand in a string", () => {
    const file = new SourceFile("nginx.conf", "events { }\ndaemon off;");
    expect(insertAfter(project, directiveOf(file, "events"), added)).toBeUndefined();
    expect(insertAfter(project, directiveOf(file, "daemon"), "user a\\b;")).toBeUndefined();
    const quoted = 'user "www data";';
    expect(applied(file, insertAfter(project, directiveOf(file, "daemon"), quoted))).toBe(
      `events { }\ndaemon off;\n${quoted}`,
    );
  });
});
