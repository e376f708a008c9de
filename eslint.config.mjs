import tseslint from 'typescript-eslint';
import bareNames from './eslint-names.cjs';

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'build/',
      '.tools/',
      '.state/',
      '*.config.js',
      '*.config.mjs',
      '.dependency-cruiser.cjs',
      'eslint-names.cjs',
      'tests/support/failing-module.cjs',
      'policies/main.js',
      'scripts/plugin/index.js',
      'scripts/support/*.cjs',
      'tests/support/environment/',
      'tests/support/sequencer.js',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { local: { rules: { 'bare-names': bareNames } } },
    rules: {
      'local/bare-names': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-require-imports': ['error', { allowAsImport: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // An entry point is async because its caller awaits it, even if it awaits nothing itself.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        {
          allowNumber: true,
          // A PromQL expression is meant to be used in a text.
          allow: [
            { from: 'file', name: ['Vector', 'Selector', 'Counter', 'Gauge'] },
            { from: 'lib', name: ['URLSearchParams'] },
          ],
        },
      ],
    },
  },
);
