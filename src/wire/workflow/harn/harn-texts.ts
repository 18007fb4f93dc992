/** A text that is no template, as one that says the same. */
export function literalTemplate(text: string): string {
  return /\{[{%]/.test(text) ? `{% raw %}${text}{% endraw %}` : text;
}

/** A text as CEL writes it; JSON's way is CEL's, too. */
export function celText(text: string): string {
  return JSON.stringify(text);
}

/** That one of the selected artifacts says this. */
export function someArtifactSays(text: string): string {
  return `artifacts.exists(a, has(a.text) && a.text.contains(${celText(text)}))`;
}

export function someArtifactIs(kind: string): string {
  return `artifacts.exists(a, a.kind == ${celText(kind)})`;
}

/** The task as Harn puts it before what is selected. */
export function taskPrompt(label: string | null | undefined): string {
  const words = label?.trim() ?? "";
  return words === "" ? "{{ inputs.task }}" : `${literalTemplate(words)}: {{ inputs.task }}`;
}

/** The task of one branch of a map. */
export function itemPrompt(label: string | null | undefined): string {
  return `${taskPrompt(label)}\n\nMap item {{ index | plus: 1 }}:\n{% if item.text %}{{ item.text }}{% else %}{{ item }}{% endif %}`;
}
