/** The marks that a skeleton has where a person still has to decide: `FILL IN: threshold, a number in the unit of its panel`. */
const PLACEHOLDER = /FILL IN: ([\w ,;./()-]*[\w)])/g;

/** What a text still lacks, each with its file. */
export const placeholdersIn = (file: string, text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, what = '']) => `${file}: ${what}`)),
];
