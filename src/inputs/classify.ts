import { extname } from "node:path";
import { looksLikeNginx } from "../parsers/nginx/context.ts";
import { looksLikeSysctl } from "../parsers/sysctl/sysctl.ts";
import { textOfFile } from "../text/origin.ts";
import type { SourceFile } from "../text/source-file.ts";
import { classifyJson, foreignPlan, parseJson } from "./classify-json.ts";
import { classifyYaml } from "./classify-yaml.ts";
import { nothingToLint, type Verdict } from "./verdict.ts";

/** A file that was read. */
export interface Content {
  readonly file: SourceFile;
  readonly bytes: Buffer;
  /** False when the bytes are not text; the file's text is then empty. */
  readonly isText: boolean;
  /** Whether the user named this very file. */
  readonly named: boolean;
}

/** Local file header of a zip archive, which the binary plan is. */
const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

/**
 * Tells what a file holds from its content; the name only decides what is tried first. A text that is meant to be a
 * manifest or a plan and is broken has that kind all the same: whoever parses it says where it is broken.
 */
export function classify({ file, bytes, isText, named }: Content): Verdict {
  if (!isText)
    return bytes.subarray(0, ZIP.length).equals(ZIP) ? foreignPlan("plan-file") : { reason: "binary" };
  if (/^[\s\ufeff]*$/.test(file.text)) return { reason: "empty", foreign: true };
  switch (extname(file.path).toLowerCase()) {
    case ".yaml":
    case ".yml":
      // JSON is YAML, too, but only as YAML would it be searched line by line.
      return (
        (/^\ufeff?\s*\{\s*"/.test(file.text) ? classifyJson(file) : undefined) ?? classifyYaml(file, named)
      );
    case ".json":
      return (
        classifyJson(file) ?? (named && parseJson(file.text) === undefined ? { kind: "json" } : nothingToLint)
      );
    default:
      return classifyByContent(file);
  }
}

function classifyByContent(file: SourceFile): Verdict {
  if (looksLikeSysctl(file.text, file.path)) return { kind: "sysctl" };
  if (looksLikeNginx(textOfFile(file), file.path)) return { kind: "nginx" };
  return classifyJson(file) ?? classifyYaml(file, false);
}
