export * from '../../metrics/parse';
