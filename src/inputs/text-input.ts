import { SourceFile } from "../text/source-file.ts";
import { classify } from "./classify.ts";
import type { InputFile } from "./input-file.ts";

/** A text as a file that is to be linted, wherever it came from; undefined where it holds nothing to lint. `named`: somebody says that it does. */
export function textInput(path: string, text: string, named: boolean): InputFile | undefined {
  const file = new SourceFile(path, text);
  const verdict = classify({ file, bytes: Buffer.from(text), isText: true, named });
  return verdict.kind === undefined
    ? undefined
    : { file, kind: verdict.kind, root: ".", detected: verdict.detected };
}
