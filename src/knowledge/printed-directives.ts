import { isAtLeast } from "./versions.ts";

/** The blocks that a snippet can be put into. */
export type TemplateLevel = "main" | "http" | "server" | "location";

/** What a conditional line of a template hangs on: the ConfigMap key or the annotation that prints it. */
export interface PrintCondition {
  /** A key of the ConfigMap. */
  readonly key?: string;
  /** An annotation of the Ingress, without prefix. Where it is set it decides, else `key`, else `byDefault`. */
  readonly annotation?: string;
  /** `true`: printed where the value is a true boolean; `set`: where it is not empty; `size`: where it looks like a size; `off`: where it is `off`. */
  readonly prints: "true" | "set" | "size" | "off";
  /** Whether it is printed where nobody sets the value. */
  readonly byDefault: boolean;
}

/** A directive that a controller's template prints into a block, and that nginx refuses a second time there. */
export interface PrintedDirective {
  /** First release that prints it; undefined: as far back as the table goes. */
  readonly since?: string;
  /** First release that no longer does. */
  readonly before?: string;
  readonly when?: PrintCondition;
}

/** What one product's template prints, by block. A directive may have several rows: releases or conditions that print it. */
export interface ControllerTemplate {
  /** Releases before this one were not looked at. */
  readonly from: string;
  /** Which releases to suppose where it is not known which one runs: these and all later ones. */
  readonly inUseFrom: string;
  readonly printed: Readonly<Record<TemplateLevel, Readonly<Record<string, readonly PrintedDirective[]>>>>;
  /** Directives that every location sets, so that a value of an outer block never holds there. */
  readonly setInLocations: ReadonlySet<string>;
  /** Flags of every location that nginx unites with those of a second line instead of replacing them. */
  readonly united: ReadonlySet<string>;
}

/**
 * The rows that hold for a directive in a block; empty where the template does not print it. Without a version a row counts only if
 * every release in use has it.
 */
export function printedBy(
  template: ControllerTemplate,
  level: TemplateLevel,
  name: string,
  version: string | undefined,
): readonly PrintedDirective[] {
  const table = template.printed[level];
  const rows = Object.hasOwn(table, name) ? table[name]! : [];
  if (version !== undefined && !isAtLeast(version, template.from)) return [];
  return rows.filter(({ since, before }) =>
    version === undefined
      ? before === undefined && (since === undefined || isAtLeast(template.inUseFrom, since))
      : (since === undefined || isAtLeast(version, since)) &&
        (before === undefined || !isAtLeast(version, before)),
  );
}

/** Rows for names that are always printed. */
export function always(names: string): Record<string, readonly PrintedDirective[]> {
  return rowsFor(names, {});
}

/** The same row for several names, given with blanks between. */
export function rowsFor(names: string, row: PrintedDirective): Record<string, readonly PrintedDirective[]> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, [row]]));
}
