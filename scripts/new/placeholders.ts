/** Placeholders in a skeleton, where a person decides: `FILL IN: threshold, a number in the unit of its panel`. */
const PLACEHOLDER = /FILL IN: ([\w ,;./()-]*[\w)])/g;

/** The placeholders left in a text, each with its file. */
export const placeholdersIn = (file: string, text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, what = '']) => `${file}: ${what}`)),
];
