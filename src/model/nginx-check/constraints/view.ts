import { contextsOfDirective } from "../../../knowledge/nginx-directive-names.ts";
import { isAtLeast } from "../../../knowledge/versions.ts";
import type { NginxContext } from "../../../parsers/nginx/context.ts";
import type { Argument, Directive } from "../../../parsers/nginx/directive.ts";
import { isStockInclude } from "../../../parsers/nginx/stock-includes.ts";
import { allDirectives, directiveNames, type NginxConfig } from "../../nginx-config.ts";
import { rootScope, type Scope, scopes } from "../../nginx-scope.ts";
import { isWritten, stateOf } from "../../rendered-directive.ts";
import type { DirectiveFlaw } from "../flaw.ts";

/** Judges one directive by itself and by what stands on its level or further out. */
export type DirectiveCheck = (directive: Directive, scope: Scope, view: View) => Iterable<DirectiveFlaw>;

/** Judges one level: what its directives do to each other. */
export interface LevelCheck {
  /** Directives of which one stands somewhere in every configuration that it says anything of. */
  readonly about: readonly string[];
  /** Levels that it looks at; left out: all. */
  readonly contexts?: readonly NginxContext[];
  readonly check: (scope: Scope, view: View) => Iterable<DirectiveFlaw>;
}

/** The checks of one theme. Names are those of directives; the group says which of nginx's modules reads them. */
export interface Theme {
  readonly main?: Readonly<Record<string, DirectiveCheck>>;
  readonly http?: Readonly<Record<string, DirectiveCheck>>;
  readonly upstream?: Readonly<Record<string, DirectiveCheck>>;
  readonly stream?: Readonly<Record<string, DirectiveCheck>>;
  readonly levels?: readonly LevelCheck[];
  /** Judges what is in sight of a configuration; `view.whole` says whether something can be missed. */
  readonly config?: (view: View) => Iterable<DirectiveFlaw>;
}

/** A configuration as the checks of constraints see it. Lists are made when first asked for. */
export class View {
  readonly config: NginxConfig;
  readonly root: Scope;
  /** Whether NGINX Plus is known to run it. */
  readonly isPlus: boolean;
  #scopes: readonly Scope[] | undefined;

  constructor(config: NginxConfig, isPlus: boolean) {
    this.config = config;
    this.isPlus = isPlus;
    this.root = rootScope(fitsLocation(config) ? { ...config, context: "location" } : config);
  }

  /**
   * Whether this is all that nginx reads, so that what is not here does not exist. A file without `events` is taken for a part that
   * another file includes: nginx refuses it alone, but nobody runs it alone. Behind a syntax error nothing is certain.
   */
  get whole(): boolean {
    const { config, root } = this;
    return (
      config.complete &&
      config.trees.every((it) => it.errors.length === 0) &&
      root.context === "main" &&
      root.own("events").length > 0
    );
  }

  get scopes(): readonly Scope[] {
    this.#scopes ??= [...scopes(this.root)];
    return this.#scopes;
  }

  /** Every directive in the order nginx reads them, what stands in data blocks (`map`, `types`) included. */
  get all(): readonly Directive[] {
    return allDirectives(this.config);
  }

  /** Whether a directive of this name stands anywhere. */
  has(name: string): boolean {
    return directiveNames(this.config).has(name);
  }

  /** Whether the nginx that runs it is known to be this release or newer. */
  isSince(release: string): boolean {
    const version = this.config.nginxVersion;
    return version !== undefined && isAtLeast(version, release);
  }

  /** Whether the nginx that runs it is known to be older than this release. */
  isBefore(release: string): boolean {
    const version = this.config.nginxVersion;
    return version !== undefined && !isAtLeast(version, release);
  }
}

/** Whether a part whose level is not known can stand in a location: then its blocks are read as those of a location. */
function fitsLocation(config: NginxConfig): boolean {
  return (
    config.context === "unknown" &&
    config.directives.every((it) => it.name === "include" || contextsOfDirective(it.name).has("location"))
  );
}

/**
 * Placeholders of template languages: what nginx will read instead is not known. A bare `$NAME` is left to nginx, which takes it for a
 * variable; `(?<name>` is a capture; a port of capital letters (`127.0.0.1:PORT`) is for somebody to fill in.
 */
const placeholder =
  /\{\{|\}\}|<%|%>|\$\{[A-Z0-9_]+\}|@@\w|__[A-Z][A-Z0-9_]*__|(?<!\?P?)<[A-Za-z][\w -]*>|<<|>>|:[A-Z][A-Z0-9_]{2,}(?:\/|$)/;

/** What every placeholder has one of: a quick look that most words pass. */
const suspect = /[{}<>%@:]|__/;

/** Whether an argument's value is certain to be what nginx reads. */
export function isCertain(directive: Directive): boolean {
  for (let at = 0; at < directive.args.length; at += 1) {
    if (!isWritten(stateOf(directive, at))) return false;
    const { value } = directive.args[at]!;
    if (suspect.test(value) && placeholder.test(value)) return false;
  }
  return true;
}

/** Whether a level holds an include whose directives are not in sight. */
export function hasUnseen(scope: Scope): boolean {
  return scope.own("include").some((it) => !isStockInclude(it.args[0]?.value ?? ""));
}

/** A number as `ngx_atoi` reads it; undefined where nginx sees an error. */
export function parseNumber(text: string): number | undefined {
  return /^\d{1,18}$/.test(text) ? Number(text) : undefined;
}

/** Whether nginx finds variables in a word (`ngx_http_script_variables_count`): it counts dollar signs. */
export function hasVariables(text: string): boolean {
  return text.includes("$");
}

/** The value of the first argument, lower case where nginx compares so; empty without arguments. */
export function firstValue(directive: Directive | undefined): string {
  return directive?.args[0]?.value ?? "";
}

/** Arguments from `start` on. */
export function argumentsFrom(directive: Directive, start: number): readonly Argument[] {
  return directive.args.slice(start);
}

/** A flaw at an argument or, without one, at the directive's name. */
export function flawAt(
  at: Argument | Directive,
  check: string,
  reason: string,
  help: string,
  more: Partial<Omit<DirectiveFlaw, "at" | "reason" | "help" | "check">> = {},
): DirectiveFlaw {
  return { at: "nameOrigin" in at ? at.nameOrigin : at.origin, reason, help, check, ...more };
}
