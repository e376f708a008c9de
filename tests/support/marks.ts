/** Dashboards without what is drawn over their series, for a test that looks for the series by their colours. */
interface Marked {
  annotations?: { list: unknown[] };
  panels: { fieldConfig?: { defaults: { custom?: { thresholdsStyle?: object } } } }[];
}

/** The same dashboards, JSON by file name, without dashed limits and annotations. */
export function removeMarks(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const dashboard = JSON.parse(text) as Marked;
      dashboard.annotations = { list: [] };
      for (const { fieldConfig } of dashboard.panels) delete fieldConfig?.defaults.custom?.thresholdsStyle;
      return [name, JSON.stringify(dashboard)];
    }),
  );
}
