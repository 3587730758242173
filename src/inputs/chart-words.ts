/**
 * Whether a YAML text without Kubernetes objects may have to do with a controller's chart: values (a `controller:` with something below it), or a
 * helmfile. A look at the words alone; the model decides.
 */
export function mayConcernChart(text: string): boolean {
  if (text.includes("controller") && /^[ \t]*["']?controller["']?:[ \t]*(?:[#&{].*)?\r?$/m.test(text))
    return true;
  return text.includes("ingress") && /^releases:/m.test(text) && /\bchart:/.test(text);
}
