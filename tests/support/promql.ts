export * from '../../metrics/promql-parser';
