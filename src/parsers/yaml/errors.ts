import { quote } from "../../text/quote.ts";

/** js-yaml's reasons, by their first words, in the words of someone who wrote the file. */
const wordings: readonly (readonly [start: string, message: string])[] = [
  [
    "bad indentation of a mapping entry",
    "the indentation of this entry does not match the entries of its mapping",
  ],
  [
    "bad indentation of a sequence entry",
    "the indentation of this item does not match the items of its list",
  ],
  ["tab characters must not be used in indentation", "a tab is used for indentation; YAML takes spaces only"],
  ["can not read an implicit mapping pair", "a ':' is missing after this key"],
  ["can not read a block mapping entry", "a ':' is missing after this key"],
  ["incomplete explicit mapping pair", "this entry has no key before its ':'"],
  ["a whitespace character is expected after the key-value", "a blank is missing after the ':' of this key"],
  [
    "end of the stream or a document separator is expected",
    "the document is complete before this, yet more text follows",
  ],
  [
    "unexpected end of the stream within a double quoted",
    "the double-quoted text that starts here is never closed",
  ],
  [
    "unexpected end of the document within a double quoted",
    "the double-quoted text that starts here is never closed",
  ],
  [
    "unexpected end of the stream within a single quoted",
    "the single-quoted text that starts here is never closed",
  ],
  [
    "unexpected end of the document within a single quoted",
    "the single-quoted text that starts here is never closed",
  ],
  ["unexpected end of the stream within a flow", "the '{' or '[' that opens here is never closed"],
  ["unexpected end of the stream within a verbatim tag", "the tag that starts here is never closed"],
  ["missed comma between flow collection entries", "a ',' is missing between two entries of '{ }' or '[ ]'"],
  ["expected the node content, but found ','", "a ',' follows another with nothing between them"],
  [
    "the stream contains non-printable characters",
    "a control character is in the text; YAML does not take it",
  ],
  [
    "expected valid JSON character",
    "a control character is in the quoted text; YAML takes it only as an escape",
  ],
  ["null byte is not allowed", "a NUL character is in the text; YAML does not take it"],
  [
    "unknown escape sequence",
    "a backslash in double-quoted text is followed by a character that needs no escape",
  ],
  ["expected hexadecimal character", "the escape in double-quoted text has too few hexadecimal digits"],
  ["missing indentation for block scalar", "the text of this block scalar is not indented"],
  ["nesting exceeded", "the document is nested too deeply"],
  ["merge keys exceeded", "the merge keys ('<<') copy more than 10000 entries"],
  ["abnormal merge sequence size", "one merge key ('<<') names more than 100 mappings"],
  ["cannot merge mappings", "a merge key ('<<') takes a mapping or a list of mappings"],
  ["alias node should not have any properties", "an alias cannot have an anchor or a tag of its own"],
  ["duplication of an anchor property", "one value has two anchors"],
  ["duplication of a tag property", "one value has two tags"],
  ["directives end mark is expected", "a '---' line is missing after the '%' directives"],
];

/** What a reason of js-yaml 4.3 says, in plain words; a reason without a wording of ours stays as it is. */
export function messageOf(reason: string): string {
  for (const [start, message] of wordings) if (reason.startsWith(start)) return message;
  const alias = /^unidentified alias "(.*)"$/su.exec(reason)?.[1];
  if (alias !== undefined)
    return `the alias ${quote(`*${alias}`)} has no anchor ${quote(`&${alias}`)} before it`;
  const tag = /^cannot resolve a node with !<tag:yaml\.org,2002:(\w+)> explicit tag$/u.exec(reason)?.[1];
  if (tag !== undefined) return `the value does not fit its tag ${quote(`!!${tag}`)}`;
  return reason;
}
