/** Dashboards without lines and annotations over their series, for a test that finds series by colour. */
interface DashboardMarks {
  annotations?: { list: unknown[] };
  panels: { fieldConfig?: { defaults: { custom?: { thresholdsStyle?: object } } } }[];
}

/** The same dashboards, JSON by file name, without threshold lines and annotations. */
export function removeMarks(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const dashboard = JSON.parse(text) as DashboardMarks;
      dashboard.annotations = { list: [] };
      for (const { fieldConfig } of dashboard.panels) delete fieldConfig?.defaults.custom?.thresholdsStyle;
      return [name, JSON.stringify(dashboard)];
    }),
  );
}
