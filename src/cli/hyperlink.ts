import { createSupportsHyperlinks } from "supports-hyperlinks";
import type { Io } from "./io.ts";

/** Makes text that leads to an address (OSC 8); undefined where the terminal cannot show that, or nothing is to be coloured. */
export function hyperlinks(
  { isTTY }: Pick<Io, "isTTY">,
  color: boolean,
): ((text: string, address: string) => string) | undefined {
  if (!color || isTTY !== true || !createSupportsHyperlinks({ isTTY: true })) return undefined;
  return (text, address) => `\u001b]8;;${address}\u0007${text}\u001b]8;;\u0007`;
}
